package io.coxswain.controller.deployment;

import io.coxswain.controller.IntOrPercent;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arithmetic of rollouts: from a deployment and its sets to the sizes they should have. */
final class Rollout {
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MAX = "deployment.kubernetes.io/max-replicas";

  private Rollout() {}

  static int replicas(JsonObject object) {
    return (int) object.object("spec").integer("replicas", 1);
  }

  static int status(JsonObject object, String field) {
    return (int) object.object("status").integer(field, 0);
  }

  static int total(List<JsonObject> sets) {
    return sets.stream().mapToInt(Rollout::replicas).sum();
  }

  static int available(List<JsonObject> sets) {
    return sets.stream().mapToInt(set -> status(set, "availableReplicas")).sum();
  }

  /**
   * How many pods of the set are available and will stay. A status written before the set was made
   * smaller still counts pods that are about to go (upstream takes it at its word and can so fall
   * below the limit for a moment).
   */
  private static int lasting(JsonObject set) {
    return Math.min(replicas(set), status(set, "availableReplicas"));
  }

  static boolean isRolling(JsonObject deployment) {
    return !"Recreate".equals(deployment.stringAt("spec", "strategy", "type"));
  }

  static int maxSurge(JsonObject deployment) {
    return isRolling(deployment)
        ? IntOrPercent.of(
            deployment.at("spec", "strategy", "rollingUpdate", "maxSurge"),
            replicas(deployment),
            true)
        : 0;
  }

  /** At least one where neither surge nor unavailability would let anything move. */
  static int maxUnavailable(JsonObject deployment) {
    int replicas = replicas(deployment);
    if (!isRolling(deployment) || replicas == 0) {
      return 0;
    }
    int unavailable =
        IntOrPercent.of(
            deployment.at("spec", "strategy", "rollingUpdate", "maxUnavailable"), replicas, false);
    if (unavailable == 0 && maxSurge(deployment) == 0) {
      unavailable = 1;
    }
    return Math.min(unavailable, replicas);
  }

  static int maxReplicas(JsonObject deployment) {
    return replicas(deployment) + maxSurge(deployment);
  }

  /**
   * The size of the newest set in this step.
   *
   * @param size its size now, zero where it does not exist yet
   * @param total of all sets
   */
  static int newSize(JsonObject deployment, int size, int total) {
    int wanted = replicas(deployment);
    if (!isRolling(deployment)) {
      return wanted;
    }
    if (size >= wanted) {
      return wanted;
    }
    int room = maxReplicas(deployment) - total;
    return room <= 0 ? size : size + Math.min(room, wanted - size);
  }

  /** The sizes of old sets after this step of a rolling update, only those that change. */
  static Map<String, Integer> oldSizes(
      JsonObject deployment, JsonObject newest, List<JsonObject> old) {
    int floor = replicas(deployment) - maxUnavailable(deployment);
    int newUnavailable = replicas(newest) - status(newest, "availableReplicas");
    int budget = total(old) + replicas(newest) - floor - newUnavailable;
    Map<String, Integer> sizes = new LinkedHashMap<>();
    if (total(old) == 0 || budget <= 0) {
      return sizes;
    }
    List<JsonObject> oldestFirst = sorted(old);
    // Pods that serve nobody go first: removing them cannot hurt.
    int spent = 0;
    for (JsonObject set : oldestFirst) {
      int unavailable = replicas(set) - status(set, "availableReplicas");
      int cut = Math.min(budget - spent, unavailable);
      if (cut > 0) {
        sizes.put(Meta.name(set), replicas(set) - cut);
        spent += cut;
      }
    }
    int spare = old.stream().mapToInt(Rollout::lasting).sum() + lasting(newest) - floor;
    for (JsonObject set : oldestFirst) {
      int size = sizes.getOrDefault(Meta.name(set), replicas(set));
      int cut = Math.min(spare, size);
      if (cut > 0) {
        sizes.put(Meta.name(set), size - cut);
        spare -= cut;
      }
    }
    return sizes;
  }

  /** Sizes when the deployment was resized during a rollout: every set in proportion. */
  static Map<String, Integer> proportional(JsonObject deployment, List<JsonObject> active) {
    int allowed = replicas(deployment) > 0 ? maxReplicas(deployment) : 0;
    int toAdd = allowed - total(active);
    Comparator<JsonObject> order =
        Comparator.comparing((JsonObject set) -> -replicas(set))
            .thenComparing(toAdd > 0 ? byAge().reversed() : byAge());
    List<JsonObject> bySize = active.stream().sorted(order).toList();
    Map<String, Integer> sizes = new LinkedHashMap<>();
    int added = 0;
    for (JsonObject set : bySize) {
      int share = toAdd == 0 ? 0 : share(deployment, set, toAdd, added);
      sizes.put(Meta.name(set), replicas(set) + share);
      added += share;
    }
    if (toAdd != 0 && !bySize.isEmpty()) {
      int leftover = toAdd - added;
      sizes.computeIfPresent(
          Meta.name(bySize.getFirst()), (name, size) -> Math.max(0, size + leftover));
    }
    return sizes;
  }

  private static int share(JsonObject deployment, JsonObject set, int toAdd, int added) {
    int size = replicas(set);
    if (size == 0 || toAdd == added) {
      return 0;
    }
    int fraction = fraction(deployment, set);
    int left = toAdd - added;
    return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
  }

  private static int fraction(JsonObject deployment, JsonObject set) {
    int size = replicas(set);
    if (replicas(deployment) == 0) {
      return -size;
    }
    int before = annotation(set, MAX, status(deployment, "replicas"));
    if (before == 0) {
      return 0;
    }
    return (int) Math.round((double) size * maxReplicas(deployment) / before) - size;
  }

  static int annotation(JsonObject object, String name, int otherwise) {
    String text = Meta.annotation(object, name);
    try {
      return text == null ? otherwise : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  static Comparator<JsonObject> byAge() {
    return Comparator.comparing(
            (JsonObject set) ->
                java.util.Objects.requireNonNullElse(Meta.creationTimestamp(set), ""))
        .thenComparing(Meta::name);
  }

  /** Oldest first. */
  static List<JsonObject> sorted(List<JsonObject> sets) {
    List<JsonObject> out = new ArrayList<>(sets);
    out.sort(byAge());
    return out;
  }

  static List<JsonObject> active(List<JsonObject> sets) {
    return sets.stream().filter(set -> replicas(set) > 0).toList();
  }

  /** Whether the newest set alone serves all that is wanted. */
  static boolean isSaturated(JsonObject deployment, JsonObject newest) {
    int wanted = replicas(deployment);
    return newest != null
        && annotation(newest, DESIRED, -1) == wanted
        && replicas(newest) == wanted
        && status(newest, "availableReplicas") == wanted;
  }
}
