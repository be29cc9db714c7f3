package io.coxswain.torture;

import java.util.random.RandomGenerator;

/** Something that goes wrong on purpose. */
public interface Fault {
  /** A few words, for the verdict. */
  String name();

  /** Brings it about and returns when it is healed and every server answers again. */
  void strike(Arena arena, RandomGenerator random);
}
