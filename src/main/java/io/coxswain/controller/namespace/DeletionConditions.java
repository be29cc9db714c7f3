package io.coxswain.controller.namespace;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects what stands in the way of a namespace's end and words it as upstream does. */
final class DeletionConditions {
  private final List<String> failedGroups;
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Integer> remaining = new TreeMap<>();
  private final Map<String, Integer> finalizers = new TreeMap<>();

  DeletionConditions(List<String> failedGroups) {
    this.failedGroups = failedGroups;
  }

  void failed(String message) {
    failures.add(message);
  }

  void remains(String resource, String group, int count, Map<String, Integer> byFinalizer) {
    remaining.put(resource + "." + group, count);
    byFinalizer.forEach((finalizer, n) -> finalizers.merge(finalizer, n, Integer::sum));
  }

  boolean isClear() {
    return failedGroups.isEmpty() && failures.isEmpty() && remaining.isEmpty();
  }

  String summary() {
    return !failures.isEmpty() ? String.join("; ", failures) : remaining.keySet().toString();
  }

  /** The namespace's status with these conditions. */
  JsonObject applied(JsonObject status, Instant now) {
    JsonArray out = status.array("conditions");
    out =
        set(
            out,
            now,
            "NamespaceDeletionDiscoveryFailure",
            failedGroups.isEmpty()
                ? null
                : "Discovery failed for some groups, "
                    + failedGroups.size()
                    + " failing: "
                    + String.join(", ", failedGroups),
            "DiscoveryFailed",
            "ResourcesDiscovered",
            "All resources successfully discovered");
    out =
        set(
            out,
            now,
            "NamespaceDeletionGroupVersionParsingFailure",
            null,
            "GroupVersionParsingFailed",
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed");
    out =
        set(
            out,
            now,
            "NamespaceDeletionContentFailure",
            failures.isEmpty()
                ? null
                : "Failed to delete all resource types, "
                    + failures.size()
                    + " remaining: "
                    + String.join(", ", failures),
            "ContentDeletionFailed",
            "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization");
    out =
        set(
            out,
            now,
            "NamespaceContentRemaining",
            worded("Some resources are remaining: ", remaining, " has "),
            "SomeResourcesRemain",
            "ContentRemoved",
            "All content successfully removed");
    out =
        set(
            out,
            now,
            "NamespaceFinalizersRemaining",
            worded("Some content in the namespace has finalizers remaining: ", finalizers, " in "),
            "SomeFinalizersRemain",
            "ContentHasNoFinalizers",
            "All content-preserving finalizers finished");
    return status.with("conditions", out);
  }

  private static String worded(String head, Map<String, Integer> counts, String between) {
    if (counts.isEmpty()) {
      return null;
    }
    List<String> parts = new ArrayList<>();
    counts.forEach((what, n) -> parts.add(what + between + n + " resource instances"));
    return head + String.join(", ", parts);
  }

  private static JsonArray set(
      JsonArray conditions,
      Instant now,
      String type,
      String problem,
      String badReason,
      String goodReason,
      String goodMessage) {
    JsonObject condition =
        JsonObject.builder()
            .put("type", type)
            .put("status", problem == null ? "False" : "True")
            .put("reason", problem == null ? goodReason : badReason)
            .put("message", problem == null ? goodMessage : problem)
            .build();
    return Conditions.set(conditions, condition, now);
  }
}
