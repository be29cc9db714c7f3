package io.coxswain.pki;

import java.security.SecureRandom;
import java.util.Random;

/** Randomness that repeats itself, for tests only. */
public final class FixedRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final transient Random random;

  public FixedRandom(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    random.nextBytes(bytes);
  }
}
