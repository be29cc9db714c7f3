package io.coxswain.ops.postgres;

import io.coxswain.kube.Sleeper;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A PostgreSQL of our own in {@code DIR/postgres}. It runs in a session of its own and outlives a
 * killed server; the next one adopts it. While {@link #watch} runs, a dead one is started again.
 * All methods block.
 */
public final class EmbeddedPostgres {
  private static final Logger LOG = System.getLogger(EmbeddedPostgres.class.getName());
  private static final String USER = "coxswain";
  private static final String DATABASE = "coxswain";
  private static final long LOG_BYTES = 4 << 20;
  private static final int LOOK_MILLIS = 10;
  private static final int WATCH_MILLIS = 250;
  private static final int START_MILLIS = 60_000;
  private static final int REAP_MILLIS = 2_000;
  private static final int LONGEST_PAUSE_MILLIS = 5_000;

  private final Path directory;
  private final Path data;
  private final Path log;
  private final Path secret;
  private final RandomGenerator random;
  private final Sleeper sleeper;
  private final Account account = Account.present();

  private volatile Binaries binaries;
  private volatile Address address;
  private volatile boolean stopping;
  private volatile Thread watcher;
  private volatile Process launched; // null: adopted from an earlier server
  private boolean prepared;

  /**
   * @param directory the server's data directory; {@code postgres/} in it is ours
   * @param random for the password: a SecureRandom
   */
  public EmbeddedPostgres(
      Path directory, Binaries binaries, RandomGenerator random, Sleeper sleeper) {
    this.directory = directory.toAbsolutePath().normalize().resolve("postgres");
    this.data = this.directory.resolve("data");
    this.log = this.directory.resolve("postgres.log");
    this.secret = this.directory.resolve("password");
    this.binaries = binaries;
    this.random = random;
    this.sleeper = sleeper;
  }

  /** Where it answers; {@code null} before the first {@link #start}. */
  public Address address() {
    return address;
  }

  /** Whether it runs now, started by whomever. */
  public boolean isRunning() {
    return Postmaster.of(data).isPresent();
  }

  /**
   * Initializes it where there is none, adopts the one that runs, or starts it.
   *
   * @throws PostgresException with a sentence that says what to do
   */
  public synchronized Address start() {
    stopping = false;
    try {
      int pause = 50;
      for (int attempt = 1; ; attempt++) {
        if (Postmaster.of(data).isEmpty()) {
          prepareOnce();
          awaitReaped();
          launch();
        }
        if (awaitReady()) {
          return address;
        }
        if (attempt == 10) {
          throw new PostgresException("PostgreSQL does not start; its log says: " + lastLines());
        }
        // A killed one leaves helpers that hold its shared memory and lock file for a moment.
        pause(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
      }
    } catch (IOException e) {
      throw new PostgresException("PostgreSQL cannot be started in " + directory + ": " + e, e);
    }
  }

  /**
   * Starts it again whenever it dies, on a virtual thread, until {@link #stop} or {@link #leave}.
   */
  public synchronized void watch() {
    if (watcher == null) {
      watcher = Thread.ofVirtual().name("postgres-watch").start(this::watchOver);
    }
  }

  /** Stops it cleanly: clients are disconnected, a checkpoint is written. */
  public void stop() {
    leave();
    if (Postmaster.of(data).isEmpty()) {
      return;
    }
    try {
      prepareOnce();
    } catch (IOException e) {
      throw new PostgresException("PostgreSQL's programs are not to be had: " + e, e);
    }
    new Command(
            account.as(
                binaries.program("pg_ctl"), "-D", data.toString(), "-m", "fast", "-w", "stop"),
            null)
        .run()
        .orElseThrow("PostgreSQL did not stop");
  }

  /** Stops watching and lets it run, for the next server to adopt. */
  public void leave() {
    stopping = true;
    Thread watching = watcher;
    watcher = null;
    if (watching != null) {
      watching.interrupt();
    }
  }

  private void watchOver() {
    int pause = WATCH_MILLIS;
    while (!stopping) {
      try {
        awaitEnd(pause);
        if (!stopping && Postmaster.of(data).isEmpty()) {
          LOG.log(Level.WARNING, "PostgreSQL died, starting it again");
          start();
        }
        rotate();
        pause = WATCH_MILLIS;
      } catch (PostgresException | IOException e) {
        if (!stopping) {
          LOG.log(Level.ERROR, e.getMessage());
          pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
        }
      }
    }
  }

  /** A running one is adopted as it is: what a start needs is looked at when there is a start. */
  private synchronized void prepareOnce() throws IOException {
    if (!prepared) {
      prepare();
      prepared = true;
    }
  }

  /** Until then a new one would take the dead one's lock file for a living one's. */
  private void awaitReaped() {
    for (int waited = 0; waited < REAP_MILLIS && Postmaster.isUnreaped(data); ) {
      pause(LOOK_MILLIS);
      waited += LOOK_MILLIS;
    }
  }

  /** Returns after this time, or when the one that was launched here ends. */
  private void awaitEnd(int millis) {
    Process process = launched;
    if (process == null || !process.isAlive()) {
      pause(millis);
      return;
    }
    try {
      process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostgresException("Interrupted while watching PostgreSQL", e);
    }
  }

  private void prepare() throws IOException {
    account.ensure();
    boolean fresh = !Files.exists(directory);
    Files.createDirectories(directory);
    if (fresh && account.isOther()) {
      // The folder of the server stays closed to lists, and open to pass through.
      open(directory.getParent());
      open(directory);
    }
    account.mustReach(directory);
    bringBinaries();
    if (!Files.exists(secret)) {
      byte[] bytes = new byte[24];
      random.nextBytes(bytes);
      Path draft = directory.resolve("password.new");
      Files.deleteIfExists(draft);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, HexFormat.of().formatHex(bytes));
      // Before the database knows it: an empty file after a power cut would shut us out for good.
      sync(draft);
      Files.move(draft, secret, StandardCopyOption.ATOMIC_MOVE);
      sync(directory);
    }
    if (!Files.exists(data)) {
      initialize();
    }
  }

  /** Binaries in a folder that is closed to the user (a checkout of root's) are copied out. */
  private void bringBinaries() throws IOException {
    if (account.closedOnTheWayTo(binaries.bin()).isEmpty()) {
      return;
    }
    Path postgres = binaries.bin().resolve("postgres");
    Path copy =
        directory.resolve(
            "binaries-"
                + Files.size(postgres)
                + "-"
                + Files.getLastModifiedTime(postgres).toInstant().getEpochSecond());
    if (!Files.exists(copy)) {
      Path draft = directory.resolve("binaries.new");
      Command.of("rm", "-rf", draft.toString()).run().orElseThrow("Cannot remove " + draft);
      Command.of("cp", "-r", binaries.bin().getParent().toString(), draft.toString())
          .run()
          .orElseThrow("Cannot copy PostgreSQL's programs");
      Command.of("chmod", "-R", "a+rX", draft.toString()).run().orElseThrow("Cannot open " + draft);
      // All of its files: nobody would look into a folder of this name again.
      Command.of("sync", "-f", draft.toString()).run().orElseThrow("Cannot write " + draft);
      Files.move(draft, copy, StandardCopyOption.ATOMIC_MOVE);
    }
    binaries = Binaries.find(copy, null);
  }

  private static void open(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
  }

  /** In a folder that gets its name when it is complete: a crash in between leaves no half one. */
  private void initialize() throws IOException {
    Path draft = directory.resolve("data.new");
    Command.of("rm", "-rf", draft.toString()).run().orElseThrow("Cannot remove " + draft);
    Files.createDirectory(draft);
    Path password = draft.resolveSibling("password.init");
    Files.copy(secret, password, StandardCopyOption.REPLACE_EXISTING);
    account.own(draft);
    account.own(password);
    try {
      new Command(
              account.as(
                  binaries.program("initdb"),
                  "--pgdata=" + draft,
                  "--username=" + USER,
                  "--pwfile=" + password,
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--locale=C",
                  "--data-checksums",
                  "--wal-segsize=4"),
              null)
          .run()
          .orElseThrow("PostgreSQL cannot be initialized");
    } finally {
      Files.delete(password);
    }
    new Command(
            account.as(
                binaries.program("postgres"), "--single", "-D", draft.toString(), "postgres"),
            null)
        .run("create database " + DATABASE + "\n")
        .orElseThrow("The database cannot be created");
    Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
    sync(directory);
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private void launch() throws IOException {
    int port = port();
    write(data.resolve("postgresql.conf"), Configuration.text(port, version()));
    write(data.resolve("pg_hba.conf"), Configuration.access());
    rotate();
    if (!Files.exists(log)) {
      Files.createFile(log);
    }
    List<String> words = new java.util.ArrayList<>(List.of("setsid"));
    words.addAll(account.as(binaries.program("postgres"), "-D", data.toString()));
    launched =
        new ProcessBuilder(words)
            .directory(new java.io.File("/"))
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true)
            .start();
  }

  /** The port of last time if it is free, so that what is written down stays true. */
  private int port() throws IOException {
    Path stored = directory.resolve("port");
    String text = Files.exists(stored) ? Files.readString(stored).strip() : "";
    // A power cut may have left it empty.
    if (text.matches("\\d{1,5}")) {
      int last = Integer.parseInt(text);
      try (ServerSocket free = new ServerSocket(last, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException taken) {
        LOG.log(Level.INFO, "Port " + last + " is taken, PostgreSQL moves to another");
      }
    }
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(stored, Integer.toString(free.getLocalPort()));
      return free.getLocalPort();
    }
  }

  private int version() throws IOException {
    return Integer.parseInt(Files.readString(data.resolve("PG_VERSION")).strip());
  }

  private void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    account.own(file);
  }

  /** Waits while it comes up; false if it went away. */
  private boolean awaitReady() throws IOException {
    int misses = 0;
    for (int waited = 0; waited < START_MILLIS; waited += LOOK_MILLIS) {
      Optional<Postmaster> running = Postmaster.of(data);
      if (running.isPresent() && running.get().isReady()) {
        address =
            new Address(
                "127.0.0.1",
                running.get().port(),
                USER,
                Files.readString(secret).strip(),
                DATABASE);
        return true;
      }
      misses = running.isPresent() ? 0 : misses + 1;
      if (misses > 100 || (running.isEmpty() && launched != null && !launched.isAlive())) {
        return false;
      }
      pause(LOOK_MILLIS);
    }
    return false;
  }

  /** It appends, so the file can be cut under it. */
  private void rotate() throws IOException {
    if (Files.exists(log) && Files.size(log) > LOG_BYTES) {
      Files.copy(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
      Files.newByteChannel(log, java.nio.file.StandardOpenOption.WRITE).truncate(0).close();
    }
  }

  private String lastLines() throws IOException {
    if (!Files.exists(log)) {
      return "nothing";
    }
    List<String> lines = Files.readAllLines(log);
    return String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  private void pause(int millis) {
    try {
      sleeper.sleep(Duration.ofMillis(millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostgresException("Interrupted while waiting for PostgreSQL", e);
    }
  }
}
