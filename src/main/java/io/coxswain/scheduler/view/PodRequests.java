package io.coxswain.scheduler.view;

import io.coxswain.json.JsonObject;

/** What a pod asks of its node (resource.PodRequests upstream). */
final class PodRequests {
  private PodRequests() {}

  /**
   * The sum over containers and sidecars, or more while an init container runs (beside the sidecars
   * started before it), plus the overhead; pod-level requests replace what they name.
   */
  static Resources of(JsonObject spec) {
    Resources running = Resources.NONE;
    for (JsonObject container : spec.objects("containers")) {
      running = running.plus(requests(container));
    }
    Resources sidecars = Resources.NONE;
    Resources starting = Resources.NONE;
    for (JsonObject container : spec.objects("initContainers")) {
      Resources own = requests(container);
      if ("Always".equals(container.string("restartPolicy"))) {
        running = running.plus(own);
        sidecars = sidecars.plus(own);
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(own));
      }
    }
    Resources all = running.max(starting);
    JsonObject podLevel = spec.object("resources").object("requests");
    if (!podLevel.isEmpty()) {
      Resources named = Resources.of(podLevel);
      all = all.minus(new Resources(keep(all, named))).plus(named);
    }
    return all.plus(Resources.of(spec.object("overhead")));
  }

  private static java.util.Map<String, Long> keep(Resources all, Resources named) {
    java.util.Map<String, Long> out = new java.util.HashMap<>();
    named.amounts().keySet().forEach(name -> out.put(name, all.get(name)));
    return out;
  }

  private static Resources requests(JsonObject container) {
    return Resources.of(container.object("resources").object("requests"));
  }
}
