package io.coxswain.torture;

import java.util.Map;

/**
 * A get or a list, as one look at several keys.
 *
 * @param place the server and which of its lives
 * @param mode how fresh it was asked to be
 * @param bound the revision of AT_LEAST and EXACT
 * @param revision of a list; 0: a get
 * @param key what a get was about; {@code null}: all keys of the trial
 * @param items what was there
 */
public record Reading(
    int client,
    String place,
    Mode mode,
    long bound,
    long invoked,
    long returned,
    long revision,
    String key,
    Map<String, Version> items) {

  /** How fresh. */
  public enum Mode {
    /** No resourceVersion: everything acknowledged before. */
    CONSISTENT,
    /** resourceVersion=0: whatever is in memory. */
    CACHED,
    /** resourceVersion=N: N or newer. */
    AT_LEAST,
    /** resourceVersionMatch=Exact. */
    EXACT
  }

  boolean isList() {
    return revision > 0;
  }
}
