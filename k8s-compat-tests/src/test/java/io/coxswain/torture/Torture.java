package io.coxswain.torture;

import io.coxswain.torture.fault.EverythingKilled;
import io.coxswain.torture.fault.PostgresKilled;
import io.coxswain.torture.fault.PostgresRestarted;
import io.coxswain.torture.fault.ServerKilled;

/** The program behind {@code torture.sh}. */
public final class Torture {
  private Torture() {}

  public static void main(String[] words) throws Exception {
    ArenaPlan plan =
        ArenaPlan.of(
            java.nio.file.Path.of(words[0]),
            java.nio.file.Path.of(words[1]),
            java.nio.file.Path.of(words[2]),
            Storage.valueOf(words[3]),
            Integer.parseInt(words[4]));
    int n = Integer.parseInt(words[5]);
    long seed = words.length > 6 ? Long.parseLong(words[6]) : 1;
    try (Arena arena = Arena.open(plan, new java.util.Random(1))) {
      System.out.println(arena.folder());
      for (Fault f :
          new Fault[] {
            null,
            new ServerKilled(),
            new PostgresKilled(),
            new PostgresRestarted(),
            new EverythingKilled()
          }) {
        Verdict v = new Trial(f == null ? "none" : f.name(), seed, f, f == null ? 1 : n).run(arena);
        System.out.println(v);
        v.violations().stream().limit(5).forEach(System.out::println);
      }
    }
  }
}
