package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import io.coxswain.schema.StructType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Server-side apply (KEP-555, structured-merge-diff's rules). A manager owns the fields of its last
 * configuration; changing another's field to another value is a conflict; a field it no longer
 * applies and nobody else owns goes.
 */
public final class ServerSideApply {
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";

  private ServerSideApply() {}

  /** As the longer form, for the object itself and with no fields the server resets. */
  public static JsonObject apply(
      JsonObject live,
      JsonObject patch,
      String manager,
      boolean force,
      Instant time,
      StructType type) {
    return apply(live, patch, manager, "", force, time, type, List.of());
  }

  /**
   * The merged object with its managedFields; not yet defaulted.
   *
   * @param live the object before in the patch's version; {@code null} where apply creates it
   * @param patch the applied configuration, decoded; its apiVersion names the owner's version
   * @throws ApiException Conflict with a cause for every field others own; BadRequest for a
   *     configuration with managedFields or with the same list item twice
   */
  public static JsonObject apply(
      JsonObject live,
      JsonObject patch,
      String manager,
      String subresource,
      boolean force,
      Instant time,
      StructType type,
      List<String> resetFields) {
    if (Meta.of(patch).has("managedFields")) {
      throw ApiException.badRequest("metadata.managedFields must be nil");
    }
    String apiVersion = patch.string("apiVersion", "");
    JsonObject before = ManagedFields.bare(live == null ? ManagedFields.head(patch) : live);
    Duplicates.check(type, patch);
    Managers managers = stored(live, before, type, time);
    FieldSet reset = FieldSet.ofNames(resetFields);
    Managers.Id id = Managers.Id.of(manager, Managers.APPLY, apiVersion, subresource);
    Managers.Owned last = managers.owned().get(id);
    FieldSet mine = FieldSets.of(type, patch).recursiveDifference(reset);
    managers
        .owned()
        .put(id, new Managers.Owned(mine, apiVersion, last == null ? null : last.time()));

    JsonObject merged = Merging.merge(type, before, patch);
    JsonObject after = last == null ? merged : prune(merged, managers, last.fields(), type);
    Comparison changes = Comparison.of(type, before, after).without(reset);
    Map<Managers.Id, FieldSet> conflicts = conflicts(managers, id, changes);
    if (!force && !conflicts.isEmpty()) {
      throw conflict(conflicts);
    }
    managers
        .owned()
        .replaceAll(
            (who, what) -> {
              if (who.equals(id)) {
                return what;
              }
              FieldSet lost = conflicts.getOrDefault(who, FieldSet.EMPTY);
              return what.with(what.fields().difference(lost).difference(changes.removed()));
            });
    boolean changed = !before.equals(after);
    String since = changed || last == null ? Time.seconds(time) : last.time();
    managers
        .owned()
        .put(id, new Managers.Owned(mine.difference(ManagedFields.STRIPPED), apiVersion, since));
    managers.dropEmpty();
    return ManagedFields.encode(after, managers);
  }

  private static Managers stored(
      JsonObject live, JsonObject before, StructType type, Instant time) {
    if (live == null) {
      return new Managers();
    }
    Managers managers;
    try {
      managers = Managers.of(Meta.of(live).array("managedFields"));
    } catch (IllegalArgumentException e) {
      throw ApiException.internal("failed to decode managed fields: " + e.getMessage());
    }
    if (managers.isEmpty()) {
      // What was there before anybody kept accounts belongs to a manager of its own.
      String apiVersion = live.string("apiVersion", "");
      ManagedFields.change(
          managers,
          Comparison.of(type, ManagedFields.head(live), before),
          Managers.Id.of(BEFORE_FIRST_APPLY, Managers.UPDATE, apiVersion, ""),
          apiVersion,
          time);
    }
    return managers;
  }

  /** Takes away what the manager applied last time and nobody claims now. */
  private static JsonObject prune(
      JsonObject merged, Managers managers, FieldSet last, StructType type) {
    FieldSet lastNamed = FieldSets.withNamedFields(last, type);
    FieldSet mergedNamed = named(type, merged);
    JsonObject pruned = Merging.remove(type, merged, lastNamed);
    FieldSet claimed = FieldSet.EMPTY;
    for (Managers.Owned owned : managers.owned().values()) {
      claimed = claimed.union(owned.fields());
    }
    FieldSet keep = named(type, pruned).union(FieldSets.withNamedFields(claimed, type));
    pruned = Merging.remove(type, merged, mergedNamed.difference(keep));
    // Only what was this manager's before may go.
    FieldSet gone = mergedNamed.difference(named(type, pruned)).intersection(lastNamed);
    return Merging.remove(type, merged, gone);
  }

  private static FieldSet named(StructType type, JsonObject object) {
    return FieldSets.withNamedFields(FieldSets.of(type, object), type);
  }

  private static Map<Managers.Id, FieldSet> conflicts(
      Managers managers, Managers.Id applier, Comparison changes) {
    FieldSet changed = changes.modified().union(changes.added());
    Map<Managers.Id, FieldSet> out = new TreeMap<>();
    managers
        .owned()
        .forEach(
            (who, what) -> {
              FieldSet common = what.fields().intersection(changed);
              if (!who.equals(applier) && !common.isEmpty()) {
                out.put(who, common);
              }
            });
    return out;
  }

  private static ApiException conflict(Map<Managers.Id, FieldSet> conflicts) {
    List<Json> causes = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    conflicts.forEach(
        (who, fields) -> {
          lines.append(lines.isEmpty() ? "" : "\n").append("conflicts with ");
          lines.append(who.text()).append(':');
          for (List<PathElement> path : fields.paths()) {
            lines.append("\n- ").append(FieldSet.text(path));
            causes.add(
                JsonObject.builder()
                    .put("reason", "FieldManagerConflict")
                    .put("message", "conflict with " + who.text())
                    .put("field", FieldSet.text(path))
                    .build());
          }
        });
    String message =
        causes.size() == 1
            ? "Apply failed with 1 conflict: "
                + ((JsonObject) causes.getFirst()).string("message")
                + ": "
                + ((JsonObject) causes.getFirst()).string("field")
            : "Apply failed with " + causes.size() + " conflicts: " + lines;
    return ApiException.applyConflict(message, JsonArray.of(causes));
  }
}
