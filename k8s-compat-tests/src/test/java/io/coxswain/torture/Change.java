package io.coxswain.torture;

/**
 * An event of a watch.
 *
 * @param type ADDED, MODIFIED or DELETED
 * @param version with the event's revision; of DELETED the last value
 */
public record Change(String type, String key, Version version) {
  long revision() {
    return version.revision();
  }

  boolean isDelete() {
    return type.equals("DELETED");
  }

  /** The state after it; {@code null}: absent. */
  Version after() {
    return isDelete() ? null : version;
  }
}
