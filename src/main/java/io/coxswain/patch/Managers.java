package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.kube.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code metadata.managedFields}, decoded: who owns what. Changed in place by one operation. */
final class Managers {
  static final String APPLY = "Apply";
  static final String UPDATE = "Update";
  private static final int MAX_UPDATE_MANAGERS = 10;

  /** Who: an applier is the same one in whatever version it applies. */
  record Id(String manager, String operation, String apiVersion, String subresource)
      implements Comparable<Id> {
    static Id of(String manager, String operation, String apiVersion, String subresource) {
      return new Id(manager, operation, operation.equals(APPLY) ? "" : apiVersion, subresource);
    }

    private static final Comparator<Id> ORDER =
        Comparator.comparing(Id::manager)
            .thenComparing(Id::operation)
            .thenComparing(Id::apiVersion)
            .thenComparing(Id::subresource);

    @Override
    public int compareTo(Id other) {
      return ORDER.compare(this, other);
    }

    /** As conflicts name it. */
    String text() {
      String out = Json.of(manager).text();
      if (!subresource.isEmpty()) {
        out += " with subresource " + Json.of(subresource).text();
      }
      return operation.equals(UPDATE) ? out + " using " + apiVersion : out;
    }
  }

  /** What, and since when; {@code time} is RFC 3339 or {@code null}. */
  record Owned(FieldSet fields, String apiVersion, String time) {
    Owned with(FieldSet next) {
      return new Owned(next, apiVersion, time);
    }
  }

  private final TreeMap<Id, Owned> owned = new TreeMap<>();

  /**
   * @throws IllegalArgumentException with upstream's words for an entry that is none
   */
  static Managers of(JsonArray managedFields) {
    Managers out = new Managers();
    int index = 0;
    for (JsonObject entry : managedFields.objects()) {
      String operation = entry.string("operation", "");
      if (!operation.equals(APPLY) && !operation.equals(UPDATE)) {
        throw new IllegalArgumentException("operation must be `Apply` or `Update`");
      }
      String apiVersion = entry.string("apiVersion", "");
      if (apiVersion.isEmpty()) {
        throw new IllegalArgumentException("apiVersion must not be empty");
      }
      if (!entry.string("fieldsType", "").equals("FieldsV1")) {
        throw new IllegalArgumentException("missing fieldsType in managed fields entry " + index);
      }
      Id id =
          Id.of(
              entry.string("manager", ""), operation, apiVersion, entry.string("subresource", ""));
      FieldSet fields = FieldSet.ofJson(entry.object("fieldsV1"));
      out.owned.put(id, new Owned(fields, apiVersion, entry.string("time")));
      index++;
    }
    return out;
  }

  Map<Id, Owned> owned() {
    return owned;
  }

  boolean isEmpty() {
    return owned.isEmpty();
  }

  void dropEmpty() {
    owned.values().removeIf(o -> o.fields().isEmpty());
  }

  /** Merges the oldest updaters until at most ten are left. */
  void cap() {
    List<Id> updaters =
        new ArrayList<>(owned.keySet().stream().filter(i -> i.operation.equals(UPDATE)).toList());
    int left = updaters.size();
    if (left <= MAX_UPDATE_MANAGERS) {
      return;
    }
    updaters.sort(Comparator.comparingLong((Id i) -> seconds(owned.get(i))).thenComparing(i -> i));
    Map<String, Id> first = new HashMap<>();
    for (Id id : updaters) {
      if (left <= MAX_UPDATE_MANAGERS) {
        return;
      }
      Id earlier = first.putIfAbsent(id.apiVersion, id);
      if (earlier == null) {
        continue;
      }
      Id bucket = Id.of("ancient-changes", UPDATE, id.apiVersion, "");
      Owned late = owned.remove(id);
      Owned early = owned.containsKey(bucket) ? owned.get(bucket) : owned.remove(earlier);
      FieldSet both = early == null ? late.fields() : late.fields().union(early.fields());
      owned.put(bucket, new Owned(both, id.apiVersion, late.time()));
      left--;
    }
  }

  private static long seconds(Owned owned) {
    Instant at = Time.parse(owned.time());
    return at == null ? 0 : at.getEpochSecond();
  }

  /** The entries in upstream's order; empty where nobody owns anything. */
  JsonArray toJson() {
    List<Map.Entry<Id, Owned>> all = new ArrayList<>(owned.entrySet());
    all.sort(
        Comparator.comparing((Map.Entry<Id, Owned> e) -> e.getKey().operation)
            .thenComparingLong(e -> seconds(e.getValue()))
            .thenComparing(e -> e.getKey().manager)
            .thenComparing(e -> e.getValue().apiVersion)
            .thenComparing(e -> e.getKey().subresource));
    List<Json> out = new ArrayList<>();
    for (Map.Entry<Id, Owned> e : all) {
      Id id = e.getKey();
      out.add(
          JsonObject.builder()
              .put("manager", id.manager.isEmpty() ? null : new JsonString(id.manager))
              .put("operation", id.operation)
              .put("apiVersion", e.getValue().apiVersion)
              .put("time", e.getValue().time())
              .put("fieldsType", "FieldsV1")
              .put("fieldsV1", e.getValue().fields().toJson())
              .put("subresource", id.subresource.isEmpty() ? null : new JsonString(id.subresource))
              .build());
    }
    return JsonArray.of(out);
  }
}
