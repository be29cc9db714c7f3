package io.coxswain.node.pod;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which conditions of a pod are this node's, and which somebody else's. */
public final class StatusMerge {
  private static final Set<String> OWN =
      Set.of(
          "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");

  private StatusMerge() {}

  /** Our status with the conditions that others have set in theirs. */
  public static JsonObject merge(JsonObject ours, JsonObject theirs) {
    List<JsonObject> conditions = new ArrayList<>();
    for (JsonObject condition : ours.objects("conditions")) {
      if (OWN.contains(condition.string("type", ""))) {
        conditions.add(condition);
      }
    }
    for (JsonObject condition : theirs.objects("conditions")) {
      if (!OWN.contains(condition.string("type", ""))) {
        conditions.add(condition);
      }
    }
    return ours.with("conditions", JsonArray.of(conditions));
  }
}
