package io.coxswain.torture;

import io.coxswain.torture.fault.EverythingKilled;
import io.coxswain.torture.fault.LaneStopped;
import io.coxswain.torture.fault.PostgresKilled;
import io.coxswain.torture.fault.PostgresRestarted;
import io.coxswain.torture.fault.ServerFrozen;
import io.coxswain.torture.fault.ServerKilled;
import io.coxswain.torture.fault.StartedTogether;
import io.coxswain.torture.fault.StartedTwice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The program behind {@code torture.sh}. */
public final class Torture {
  private Torture() {}

  public static void main(String[] words) throws Exception {
    ArenaPlan plan =
        ArenaPlan.of(
            Path.of(words[0]),
            Path.of(words[1]),
            Path.of(words[2]),
            Storage.valueOf(words[3]),
            Integer.parseInt(words[4]));
    int n = Integer.parseInt(words[5]);
    long seed = Long.parseLong(words[6]);
    List<Fault> faults =
        List.of(
            new ServerKilled(),
            new PostgresKilled(),
            new PostgresRestarted(),
            new EverythingKilled(),
            new ServerFrozen(Duration.ofSeconds(4)),
            new LaneStopped(false),
            new LaneStopped(true),
            new StartedTwice(),
            new StartedTogether());
    try (Arena arena = Arena.open(plan, new Random(1))) {
      System.out.println(arena.folder());
      for (Fault f : faults) {
        if (f.name().matches(words[7])) {
          Verdict v = new Trial(f.name(), seed, f, n).run(arena);
          System.out.println(v);
          v.violations().stream().limit(5).forEach(System.out::println);
        }
      }
    }
  }
}
