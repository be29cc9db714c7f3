package io.coxswain.controller.endpointslice;

import io.coxswain.controller.endpointslice.DesiredEndpoints.Group;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From slices as they are and endpoints as they should be to few writes: an endpoint stays in its
 * slice; new ones go first into slices that are written anyway, then into ones with room, then into
 * new slices.
 *
 * @param create slices without metadata
 * @param update slices with new endpoints
 */
record SlicePlan(List<JsonObject> create, List<JsonObject> update, List<JsonObject> delete) {
  static final int MAX_ENDPOINTS = 100;

  private static final class Draft {
    private final JsonObject slice;
    private final List<JsonObject> endpoints;
    private boolean changed;

    Draft(JsonObject slice, List<JsonObject> endpoints) {
      this.slice = slice;
      this.endpoints = endpoints;
    }

    int room() {
      return MAX_ENDPOINTS - endpoints.size();
    }
  }

  /**
   * @param existing slices of one service
   */
  static SlicePlan of(
      List<String> addressTypes, List<JsonObject> existing, Map<Group, List<JsonObject>> desired) {
    SlicePlan plan = new SlicePlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (String type : addressTypes) {
      plan.addType(type, existing, desired);
    }
    existing.stream()
        .filter(slice -> !addressTypes.contains(slice.string("addressType", "")))
        .forEach(plan.delete::add);
    return plan;
  }

  private void addType(
      String type, List<JsonObject> existing, Map<Group, List<JsonObject>> desired) {
    List<Draft> empty = new ArrayList<>();
    Map<Group, List<Draft>> drafts = new LinkedHashMap<>();
    Map<Group, Map<String, JsonObject>> missing = new LinkedHashMap<>();
    desired.forEach(
        (group, endpoints) -> {
          if (group.addressType().equals(type)) {
            Map<String, JsonObject> byKey = new LinkedHashMap<>();
            endpoints.forEach(endpoint -> byKey.put(key(endpoint), endpoint));
            missing.put(group, byKey);
          }
        });
    for (JsonObject slice : existing) {
      if (!type.equals(slice.string("addressType"))) {
        continue;
      }
      Group group = new Group(type, ports(slice));
      Draft draft = keep(slice, missing.getOrDefault(group, new HashMap<>()));
      if (draft.endpoints.isEmpty()) {
        empty.add(draft);
      } else {
        drafts.computeIfAbsent(group, g -> new ArrayList<>()).add(draft);
      }
    }
    int slices = 0;
    for (Map.Entry<Group, Map<String, JsonObject>> entry : missing.entrySet()) {
      Group group = entry.getKey();
      List<Draft> here = drafts.getOrDefault(group, new ArrayList<>());
      reuse(empty, group, entry.getValue(), here);
      place(group, new ArrayDeque<>(entry.getValue().values()), here);
      slices += here.size();
    }
    leavePlaceholder(type, slices == 0 && create.stream().noneMatch(s -> isOf(s, type)), empty);
  }

  /** The slice's ports as {@link DesiredEndpoints} writes them. */
  private static JsonArray ports(JsonObject slice) {
    return slice
        .array("ports")
        .map(
            port ->
                port instanceof JsonObject p
                    ? p.with("name", p.string("name", ""))
                        .with("protocol", p.string("protocol", "TCP"))
                    : port);
  }

  private static boolean isOf(JsonObject slice, String type) {
    return type.equals(slice.string("addressType"));
  }

  /** What identifies an endpoint across updates of its conditions. */
  private static String key(JsonObject endpoint) {
    return endpoint.stringAt("targetRef", "uid") + endpoint.array("addresses").text();
  }

  /** The slice with those of its endpoints that are still wanted, as they are wanted now. */
  private static Draft keep(JsonObject slice, Map<String, JsonObject> wanted) {
    List<JsonObject> kept = new ArrayList<>();
    for (JsonObject endpoint : slice.objects("endpoints")) {
      JsonObject now = wanted.remove(key(endpoint));
      if (now != null) {
        kept.add(now);
      }
    }
    Draft draft = new Draft(slice, kept);
    draft.changed = !kept.equals(slice.objects("endpoints"));
    return draft;
  }

  /** An emptied slice of the same ports is filled again rather than deleted. */
  private static void reuse(
      List<Draft> empty, Group group, Map<String, JsonObject> missing, List<Draft> here) {
    int needed = Math.ceilDiv(missing.size(), MAX_ENDPOINTS);
    for (Draft draft : List.copyOf(empty)) {
      boolean same = ports(draft.slice).equals(group.ports());
      if (needed > 0 && same) {
        empty.remove(draft);
        here.add(draft);
        needed--;
      }
    }
  }

  private void place(Group group, Deque<JsonObject> missing, List<Draft> here) {
    List<Draft> order = new ArrayList<>(here);
    order.sort(Comparator.comparing((Draft draft) -> !draft.changed).thenComparing(Draft::room));
    for (Draft draft : order) {
      while (!missing.isEmpty() && draft.room() > 0) {
        draft.endpoints.add(missing.removeFirst());
        draft.changed = true;
      }
      if (draft.changed) {
        update.add(draft.slice.with("endpoints", JsonArray.of(draft.endpoints)));
      }
    }
    while (!missing.isEmpty()) {
      List<JsonObject> chunk = new ArrayList<>();
      while (!missing.isEmpty() && chunk.size() < MAX_ENDPOINTS) {
        chunk.add(missing.removeFirst());
      }
      create.add(slice(group, chunk));
    }
  }

  /** A service without endpoints still has one slice, so that clients know it is not unknown. */
  private void leavePlaceholder(String type, boolean none, List<Draft> empty) {
    Draft kept = null;
    if (none) {
      kept = empty.stream().filter(draft -> !draft.changed).findFirst().orElse(null);
      if (kept == null && !empty.isEmpty()) {
        kept = empty.getFirst();
        update.add(kept.slice.without("ports").with("endpoints", JsonArray.EMPTY));
      } else if (kept == null) {
        create.add(slice(new Group(type, JsonArray.EMPTY), List.of()));
      }
    }
    for (Draft draft : empty) {
      if (draft != kept) {
        delete.add(draft.slice);
      }
    }
  }

  private static JsonObject slice(Group group, List<JsonObject> endpoints) {
    return JsonObject.builder()
        .put("addressType", group.addressType())
        .put("endpoints", JsonArray.of(endpoints))
        .put("ports", group.ports())
        .build();
  }
}
