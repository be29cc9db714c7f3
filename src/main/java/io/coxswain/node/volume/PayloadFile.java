package io.coxswain.node.volume;

import java.util.Arrays;

/**
 * A file of a volume that shows objects.
 *
 * @param mode permission bits
 * @param owner user id, or -1 for root
 */
public record PayloadFile(byte[] content, int mode, long owner) {
  static PayloadFile of(byte[] content, int mode) {
    return new PayloadFile(content, mode, -1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PayloadFile that
        && mode == that.mode
        && owner == that.owner
        && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }
}
