package io.coxswain.controller.garbagecollector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.controller.garbagecollector.Graph.OwnerState;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GraphTest {
  private static final Gvk SET = new Gvk("apps", "v1", "ReplicaSet");
  private static final Gvk POD = new Gvk("", "v1", "Pod");
  private final List<String> attempts = new ArrayList<>();
  private final Graph graph = new Graph(attempts::add, attempts::add);

  private static String uid(int number) {
    return new UUID(0, number).toString();
  }

  private static JsonObject object(Gvk kind, String name, int uid) {
    return JsonObject.builder()
        .put("apiVersion", kind.apiVersion())
        .put("kind", kind.kind())
        .put(
            "metadata",
            JsonObject.builder()
                .put("name", name)
                .put("namespace", "ns")
                .put("uid", uid(uid))
                .build())
        .build();
  }

  private static JsonObject owned(JsonObject object, JsonObject owner) {
    return Meta.with(object, "ownerReferences", JsonArray.of(Meta.controllerReference(owner)));
  }

  @Test
  void whatStandsAloneIsNoItemUntilItOwnsSomething() {
    JsonObject set = object(SET, "s", 1);
    graph.put(SET, set);
    assertNull(graph.view(uid(1)));
    assertEquals(1, graph.size());
    JsonObject pod = owned(object(POD, "p", 2), set);
    graph.put(POD, pod);
    assertEquals(1, graph.view(uid(1)).dependents().size());
    assertFalse(graph.view(uid(1)).virtual());
    assertTrue(attempts.isEmpty(), "both are as they should be: " + attempts);
    graph.remove(uid(2));
    assertNull(graph.view(uid(1)), "alone again");
    assertEquals(1, graph.size());
    graph.put(POD, pod);
    graph.remove(uid(1));
    assertEquals(List.of(uid(2)), attempts);
  }

  @Test
  void aReferenceToAnotherNameIsLookedAtAndDoesNotHarmTheOwner() {
    JsonObject set = object(SET, "s", 1);
    graph.put(SET, set);
    graph.put(POD, owned(object(POD, "right", 2), set));
    JsonObject wrong = set.withAt(Json.of("other"), "metadata", "name");
    graph.put(POD, owned(object(POD, "wrong", 3), wrong));
    assertEquals(List.of(uid(3)), attempts);
    assertEquals(OwnerState.SOLID, graph.owner(Meta.controllerReference(set), "ns"));
    assertEquals(OwnerState.UNKNOWN, graph.owner(Meta.controllerReference(wrong), "ns"));
    assertEquals(OwnerState.UNKNOWN, graph.owner(Meta.controllerReference(set), "elsewhere"));
  }

  @Test
  void anOwnerThatStandsAloneIsKnownToExist() {
    JsonObject set = object(SET, "s", 1);
    graph.put(SET, set);
    assertEquals(OwnerState.SOLID, graph.owner(Meta.controllerReference(set), "ns"));
    JsonObject wrong = set.withAt(Json.of("other"), "metadata", "name");
    assertEquals(OwnerState.UNKNOWN, graph.owner(Meta.controllerReference(wrong), "ns"));
  }

  @Test
  void aLaterListTellsWhatHasGone() {
    Books sets = new Books(graph, SET);
    Books pods = new Books(graph, POD);
    JsonObject set = object(SET, "s", 1);
    JsonObject pod = owned(object(POD, "p", 2), set);
    sets.listing();
    sets.seen(set);
    sets.seen(object(SET, "t", 3));
    sets.listed();
    pods.listing();
    pods.seen(pod);
    pods.listed();
    assertEquals(3, graph.size());
    sets.listing();
    sets.seen(object(SET, "t", 3));
    sets.listing();
    sets.seen(object(SET, "t", 3));
    sets.seen(object(SET, "s", 4));
    assertEquals(4, graph.size(), "the list may still bring it");
    sets.listed();
    assertEquals(List.of(uid(2)), attempts);
    assertEquals(OwnerState.UNKNOWN, graph.owner(Meta.controllerReference(set), "ns"));
    pods.close();
    assertEquals(2, graph.size());
  }
}
