package io.coxswain.api.resource;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.random.RandomGenerator;

/**
 * The numbers {@code 0 … size-1} of a range, the lowest {@code fixed} of which are left to people
 * who choose their own: automatic choices come from above while there are any (KEP-3070, KEP-3668).
 */
public record AllocationBand(long size, long fixed) {

  /** Cluster IPs: a sixteenth of the range, at least 16 and at most 256. */
  public static AllocationBand ofAddresses(long size) {
    return of(size, 16, 256);
  }

  /** Node ports: a thirty-second of the range, at least 16 and at most 128. */
  public static AllocationBand ofPorts(long size) {
    return of(size, 32, 128);
  }

  private static AllocationBand of(long size, long step, long most) {
    if (size < 16) {
      return new AllocationBand(size, 0);
    }
    long fixed = Math.min(Math.max(16, size / step), most);
    return new AllocationBand(size, fixed >= size ? 0 : fixed);
  }

  /** Every number once: from a random place around the upper part, then around the lower. */
  public Iterator<Long> candidates(RandomGenerator random) {
    long upper = size - fixed;
    long first = upper > 0 ? random.nextLong(upper) : 0;
    long second = fixed > 0 ? random.nextLong(fixed) : 0;
    return new Iterator<>() {
      private long next;

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public Long next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        long here = next++;
        return here < upper ? fixed + (first + here) % upper : (second + here - upper) % fixed;
      }
    };
  }
}
