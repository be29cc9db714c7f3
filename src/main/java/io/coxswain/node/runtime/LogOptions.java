package io.coxswain.node.runtime;

import java.time.Instant;

/**
 * The query of a log request.
 *
 * @param tailLines -1 for all
 * @param limitBytes -1 for no limit
 * @param since only lines at or after it, or {@code null}
 * @param stream {@code stdout}, {@code stderr} or {@code All}
 */
public record LogOptions(
    boolean follow,
    boolean previous,
    boolean timestamps,
    long tailLines,
    long limitBytes,
    Instant since,
    String stream) {
  public static final LogOptions ALL = new LogOptions(false, false, false, -1, -1, null, "All");
}
