package io.coxswain.torture;

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
    try (Arena arena = Arena.open(plan, new java.util.Random(1))) {
      System.out.println(arena.folder());
      try (Api api = arena.api(arena.servers().size() - 1)) {
        System.out.println(api.get("/api/v1/namespaces/default").body());
      }
    }
  }
}
