package io.coxswain.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one watch, from its request to its end, saw. Written by its watcher's thread. */
final class WatchLog {
  final String watcher;
  final String place;

  /** The side its selector names; {@code null}: all. */
  final String side;

  /** Where it began; 0: with the present objects. */
  final long asked;

  final List<Change> events = new ArrayList<>();
  final Map<String, Version> initial = new TreeMap<>();
  final List<String> oddities = new ArrayList<>();

  /** Everything after this revision ... */
  long from;

  /** ... up to this one must have been seen. */
  long to;

  /** When it was asked for: monotonic nanoseconds. */
  final long askedAt = System.nanoTime();

  boolean initialEnded;
  boolean gone;

  WatchLog(String watcher, String place, String side, long asked) {
    this.watcher = watcher;
    this.place = place;
    this.side = side;
    this.asked = asked;
    this.from = asked;
    this.to = asked;
  }

  void event(Change change) {
    if (asked == 0 && !initialEnded) {
      if (!change.type().equals("ADDED") || initial.put(change.key(), change.version()) != null) {
        oddities.add("among the initial events: " + change);
      }
      return;
    }
    if (change.revision() <= to) {
      oddities.add("out of order or twice: " + change + " after " + to);
    }
    events.add(change);
    to = Math.max(to, change.revision());
  }

  void bookmark(long revision, boolean endsInitial) {
    if (endsInitial) {
      if (initialEnded || asked != 0) {
        oddities.add("a second end of the initial events at " + revision);
      }
      initialEnded = true;
      from = revision;
    } else if (revision < to) {
      oddities.add("a bookmark at " + revision + " after " + to);
    }
    to = Math.max(to, revision);
  }

  /** Whether {@link #to} can be resumed from. */
  boolean isResumable() {
    return asked != 0 || initialEnded;
  }

  String title() {
    return "watch of "
        + watcher
        + " at "
        + place
        + (side == null ? "" : " side " + side)
        + " from "
        + asked
        + " ("
        + from
        + ", "
        + to
        + "]";
  }
}
