package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.node.runtime.Container;

/** The pod's phase (kubelet's getPhase). Pure. */
public final class PodPhase {
  private PodPhase() {}

  /** Whether a pod has succeeded or failed for good. */
  public static boolean isOver(JsonObject pod) {
    String phase = pod.object("status").string("phase", "");
    return phase.equals("Failed") || phase.equals("Succeeded");
  }

  static String of(PodView view) {
    if (isOver(view.pod())) {
      return view.pod().object("status").string("phase", "");
    }
    boolean over = view.end() != null && !view.anyRunning();
    if (over && !view.end().reason().isEmpty()) {
      return "Failed";
    }
    if (initFailed(view)) {
      return view.anyRunning() ? "Pending" : "Failed";
    }
    int running = 0;
    int stopped = 0;
    int succeeded = 0;
    int waiting = 0;
    boolean restartable = false;
    for (JsonObject spec : PodSpecs.containers(view.pod())) {
      Container container = view.newest(PodSpecs.name(spec));
      if (container == null) {
        waiting++;
      } else if (container.isRunning()) {
        running++;
      } else {
        stopped++;
        int code = PodView.exitCode(container);
        succeeded += code == 0 ? 1 : 0;
        restartable |= PodSpecs.restarts(view.pod(), spec, code);
      }
    }
    if (over) {
      return waiting == 0 && stopped > 0 && stopped == succeeded ? "Succeeded" : "Failed";
    }
    if (!view.initialized() && !view.mainBegun() && running == 0) {
      return "Pending";
    }
    if (waiting > 0) {
      return "Pending";
    }
    if (running > 0 || restartable || view.anyRunning()) {
      return "Running";
    }
    return stopped == succeeded ? "Succeeded" : "Failed";
  }

  private static boolean initFailed(PodView view) {
    if (view.mainBegun()) {
      return false;
    }
    for (JsonObject spec : PodSpecs.initContainers(view.pod())) {
      Container container = view.newest(PodSpecs.name(spec));
      if (!PodSpecs.isSidecar(spec)
          && container != null
          && PodView.ended(container)
          && PodView.exitCode(container) != 0
          && !PodSpecs.restarts(view.pod(), spec, PodView.exitCode(container))) {
        return true;
      }
    }
    return false;
  }
}
