package io.coxswain.ops.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest {
  private final Path directory = TestPostgres.temporary("coxswain-embedded-");
  private final EmbeddedPostgres postgres = server();

  private EmbeddedPostgres server() {
    return new EmbeddedPostgres(
        directory, TestPostgres.binaries(), new SecureRandom(), Thread::sleep);
  }

  private Postmaster running() {
    return Postmaster.of(directory.resolve("postgres/data")).orElseThrow();
  }

  @AfterEach
  void stop() {
    postgres.stop();
    TestPostgres.delete(directory);
  }

  @Test
  void isAdoptedByTheNextServerAndComesBackOnTheSamePortAfterAKill() throws Exception {
    Address address = postgres.start();
    long pid = running().pid();
    EmbeddedPostgres next = server();
    assertEquals(address, next.start());
    assertEquals(pid, running().pid(), "it was adopted, not started again");

    ProcessHandle killed = ProcessHandle.of(pid).orElseThrow();
    killed.destroyForcibly();
    while (Postmaster.of(directory.resolve("postgres/data")).isPresent()) {
      Thread.onSpinWait();
    }
    assertEquals(address, next.start());
    assertNotEquals(pid, running().pid());
    assertEquals(session(running().pid()), running().pid(), "a session of its own");
    next.stop();
    assertTrue(Postmaster.of(directory.resolve("postgres/data")).isEmpty());
  }

  private static long session(long pid) throws IOException {
    String[] words = Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ");
    return Long.parseLong(words[5]);
  }

  @Test
  void binariesInAClosedFolderAreCopiedOut() throws IOException {
    if (!Account.present().isOther()) {
      return;
    }
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Path home = closed.resolve("postgres");
    Command.of("cp", "-r", TestPostgres.binaries().bin().getParent().toString(), home.toString())
        .run()
        .orElseThrow("cp");
    Files.setPosixFilePermissions(
        closed, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    EmbeddedPostgres copied =
        new EmbeddedPostgres(
            directory, Binaries.find(home, null), new SecureRandom(), Thread::sleep);
    copied.start();
    copied.stop();
  }

  @Test
  void saysInASentenceWhichFolderKeepsItsUserOut() throws IOException {
    if (!Account.present().isOther()) {
      return;
    }
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Files.setPosixFilePermissions(
        closed, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    Path inside = Files.createDirectory(closed.resolve("data"));
    EmbeddedPostgres hidden =
        new EmbeddedPostgres(inside, TestPostgres.binaries(), new SecureRandom(), Thread::sleep);
    PostgresException error = assertThrows(PostgresException.class, hidden::start);
    assertTrue(error.getMessage().contains("cannot enter " + closed), error.getMessage());
  }
}
