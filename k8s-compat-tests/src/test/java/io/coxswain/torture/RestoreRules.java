package io.coxswain.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a restored cluster must show.
 *
 * @param revision of the backup
 * @param objects at that revision: by path, uid and content
 */
record RestoreRules(long revision, Map<String, String> objects) {
  /**
   * @param found the objects, as {@link #objects}
   * @param past the answer to a list at exactly {@link #revision}: the log of before is gone, so is
   *     every resourceVersion a client may hold
   * @param write the answer to a creation: its revision is one nobody has seen
   */
  List<String> violations(Map<String, String> found, Answer past, Answer write) {
    List<String> violations = new ArrayList<>();
    if (!found.equals(objects)) {
      violations.add(
          "restored: missing "
              + without(objects, found)
              + ", unexpected "
              + without(found, objects));
    }
    if (past.status() != 410) {
      violations.add("a revision of before the restoration was answered with " + past.status());
    }
    if (!write.isGood() || Version.of(write.body()).revision() <= revision) {
      violations.add("a write after the restoration was answered with " + write);
    }
    return violations;
  }

  private static Map<String, String> without(Map<String, String> all, Map<String, String> these) {
    Map<String, String> rest = new TreeMap<>(all);
    rest.entrySet().removeAll(these.entrySet());
    return rest;
  }
}
