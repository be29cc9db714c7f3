package io.coxswain.scheduler;

import io.coxswain.json.JsonObject;
import io.coxswain.json.Yaml;
import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.PodInfo;
import java.nio.charset.StandardCharsets;

/** Pods and nodes for tests, with the rest of the object given as YAML. */
public final class Given {
  private Given() {}

  public static JsonObject yaml(String text) {
    return (JsonObject) Yaml.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  public static JsonObject node(String name, String labels, String spec) {
    return yaml(
        """
        apiVersion: v1
        kind: Node
        metadata: {name: %s, labels: {kubernetes.io/hostname: %s%s}}
        spec: %s
        status: {allocatable: {cpu: "2", memory: 4Gi, pods: "3"}}
        """
            .formatted(
                name, name, labels.isEmpty() ? "" : ", " + labels, spec.isEmpty() ? "{}" : spec));
  }

  public static JsonObject pod(String name, String labels, String spec) {
    return yaml(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: default, uid: uid-%s, labels: {%s}}
        spec: {containers: [{name: c, image: busybox}]%s}
        """
            .formatted(name, name, labels, spec.isEmpty() ? "" : ", " + spec));
  }

  public static String requests(String cpu, String memory) {
    return "resources: {requests: {cpu: \"%s\", memory: %s}}".formatted(cpu, memory);
  }

  public static ClusterView cluster(JsonObject... nodes) {
    ClusterView view = new ClusterView();
    for (JsonObject node : nodes) {
      view.putNode(node);
    }
    return view;
  }

  public static void place(ClusterView view, JsonObject pod, String node) {
    view.putPod(PodInfo.of(pod).on(node));
  }
}
