package io.coxswain.node.pod;

/**
 * How a probe or hook ended.
 *
 * @param output what it said, for the event
 */
record ProbeOutcome(boolean success, String output) {
  static final ProbeOutcome GOOD = new ProbeOutcome(true, "");

  static ProbeOutcome bad(String output) {
    return new ProbeOutcome(false, output);
  }
}
