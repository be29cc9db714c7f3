package io.coxswain.torture;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What {@code torture.sh} was asked for.
 *
 * @param executable the server's program
 * @param binaries the shipped PostgreSQL's folder
 * @param base where arenas are made
 * @param seed of the first trial; the next ones count on
 * @param selection the short run, as in {@code make test}
 * @param strikes of each fault in the long run
 * @param only trials whose name contains this
 * @param servers 0: one, two and three; else only so many
 */
public record Options(
    Path executable,
    Path binaries,
    Path base,
    long seed,
    boolean selection,
    int strikes,
    String only,
    int servers) {

  /** {@code --name value} pairs; all but those with a default are needed. */
  static Options of(String[] words) {
    String executable = null;
    String binaries = null;
    String base = null;
    long seed = System.currentTimeMillis() % 1_000_000;
    boolean selection = false;
    int strikes = 20;
    String only = "";
    int servers = 0;
    for (int i = 0; i < words.length; i++) {
      switch (words[i]) {
        case "--binary" -> executable = words[++i];
        case "--postgres" -> binaries = words[++i];
        case "--base" -> base = words[++i];
        case "--seed" -> seed = Long.parseLong(words[++i]);
        case "--selection" -> selection = true;
        case "--strikes" -> strikes = Integer.parseInt(words[++i]);
        case "--only" -> only = words[++i].toLowerCase(Locale.ROOT);
        case "--servers" -> servers = Integer.parseInt(words[++i]);
        default -> throw new TortureException("unknown argument " + words[i]);
      }
    }
    return new Options(
        Path.of(executable),
        Path.of(binaries),
        Path.of(base),
        seed,
        selection,
        strikes,
        only,
        servers);
  }

  /** Whether a trial of this name is to be run. */
  public boolean wants(String name) {
    return name.toLowerCase(Locale.ROOT).contains(only);
  }

  /** The plain arena of this run. */
  public ArenaPlan plan(Storage storage, int count) {
    return ArenaPlan.of(executable, binaries, base, storage, count);
  }
}
