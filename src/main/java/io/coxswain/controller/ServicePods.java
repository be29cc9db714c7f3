package io.coxswain.controller;

import io.coxswain.client.Informer;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Which pods stand behind which services, by index in both directions. */
public final class ServicePods {
  private static final String LABELS = "namespace and label";
  private static final String SELECTOR = "namespace and selector";

  private final Informer services;
  private final Informer pods;

  public ServicePods(Informer services, Informer pods) {
    this.services = services;
    this.pods = pods;
    services.addIndex(SELECTOR, service -> firstPair(service));
    pods.addIndex(LABELS, pod -> pairs(Meta.namespace(pod), Meta.labels(pod)));
  }

  private static Map<String, String> selector(JsonObject service) {
    return service.object("spec").object("selector").stringMap();
  }

  /** One pair of the selector is enough to find candidates. */
  private static List<String> firstPair(JsonObject service) {
    Map<String, String> selector = new TreeMap<>(selector(service));
    if (selector.isEmpty()) {
      return List.of();
    }
    Map.Entry<String, String> first = selector.entrySet().iterator().next();
    return pairs(Meta.namespace(service), Map.of(first.getKey(), first.getValue()));
  }

  private static List<String> pairs(String namespace, Map<String, String> labels) {
    List<String> out = new ArrayList<>();
    labels.forEach((key, value) -> out.add(namespace + "/" + key + "=" + value));
    return out;
  }

  /** Whether the controller makes endpoints for the service; others bring their own. */
  public static boolean hasSelector(JsonObject service) {
    return service.object("spec").has("selector");
  }

  /** The pods the service selects, by name. */
  public List<JsonObject> podsOf(JsonObject service) {
    List<String> pair = firstPair(service);
    if (pair.isEmpty()) {
      return hasSelector(service) ? pods.list(Meta.namespace(service)) : List.of();
    }
    LabelSelector selector = LabelSelector.ofMap(selector(service));
    return pods.byIndex(LABELS, pair.getFirst()).stream()
        .filter(selector::matches)
        .sorted(Comparator.comparing(Meta::name))
        .toList();
  }

  /** Calls {@code changed} with every service whose endpoints a change of a pod may touch. */
  public void onPodChange(Consumer<ObjectKey> changed) {
    pods.onEvent(
        (old, now) -> {
          if (old != null && now != null && sameEndpoint(old, now)) {
            return;
          }
          Set<ObjectKey> keys = new LinkedHashSet<>();
          select(old, keys);
          select(now, keys);
          keys.forEach(changed);
        });
  }

  private void select(JsonObject pod, Set<ObjectKey> out) {
    if (pod == null) {
      return;
    }
    for (String pair : pairs(Meta.namespace(pod), Meta.labels(pod))) {
      for (JsonObject service : services.byIndex(SELECTOR, pair)) {
        if (LabelSelector.ofMap(selector(service)).matches(pod)) {
          out.add(ObjectKey.of(service));
        }
      }
    }
  }

  private static boolean sameEndpoint(JsonObject a, JsonObject b) {
    return Pods.isReady(a) == Pods.isReady(b)
        && Pods.isTerminal(a) == Pods.isTerminal(b)
        && Meta.isDeleting(a) == Meta.isDeleting(b)
        && Meta.labels(a).equals(Meta.labels(b))
        && ips(a).equals(ips(b))
        && Pods.nodeName(a).equals(Pods.nodeName(b))
        && Objects.equals(a.at("spec", "hostname"), b.at("spec", "hostname"))
        && Objects.equals(a.at("spec", "subdomain"), b.at("spec", "subdomain"));
  }

  /** The pod's addresses, the primary one first. */
  public static List<String> ips(JsonObject pod) {
    JsonObject status = pod.object("status");
    List<String> out = new ArrayList<>();
    for (JsonObject ip : status.objects("podIPs")) {
      if (!ip.string("ip", "").isEmpty()) {
        out.add(ip.string("ip"));
      }
    }
    String first = status.string("podIP", "");
    if (out.isEmpty() && !first.isEmpty()) {
      out.add(first);
    }
    return out;
  }

  /** Whether the pod may be listed at all: it has an address and is not over. */
  public static boolean isEligible(JsonObject pod, boolean alsoTerminating) {
    return !Pods.isTerminal(pod)
        && !ips(pod).isEmpty()
        && (alsoTerminating || !Meta.isDeleting(pod));
  }

  public static boolean isHeadless(JsonObject service) {
    JsonObject spec = service.object("spec");
    return "None".equals(spec.string("clusterIP"));
  }

  /**
   * The service's ports as the pod offers them: {@code name}, {@code port}, {@code protocol},
   * {@code appProtocol}; named ports the pod does not have are left out.
   */
  public static JsonArray ports(JsonObject service, JsonObject pod) {
    JsonArray out = JsonArray.EMPTY;
    for (JsonObject port : service.object("spec").objects("ports")) {
      long number = number(port, pod);
      if (number > 0) {
        out =
            out.with(
                JsonObject.builder()
                    .put("name", port.string("name", ""))
                    .put("port", number)
                    .put("protocol", port.string("protocol", "TCP"))
                    .put("appProtocol", port.string("appProtocol"))
                    .build());
      }
    }
    return out;
  }

  private static long number(JsonObject servicePort, JsonObject pod) {
    Json target = servicePort.get("targetPort");
    String protocol = servicePort.string("protocol", "TCP");
    return switch (target) {
      case JsonNumber n when n.longValue() > 0 -> n.longValue();
      case JsonString s when !s.value().isEmpty() -> named(pod, s.value(), protocol);
      case null, default -> servicePort.integer("port", 0);
    };
  }

  private static long named(JsonObject pod, String name, String protocol) {
    List<JsonObject> containers = new ArrayList<>(pod.object("spec").objects("containers"));
    for (JsonObject init : pod.object("spec").objects("initContainers")) {
      if ("Always".equals(init.string("restartPolicy"))) {
        containers.add(init);
      }
    }
    for (JsonObject container : containers) {
      for (JsonObject port : container.objects("ports")) {
        if (name.equals(port.string("name")) && protocol.equals(port.string("protocol", "TCP"))) {
          return port.integer("containerPort", 0);
        }
      }
    }
    return 0;
  }

  /** The host name under which DNS knows the pod within the service; {@code null} without. */
  public static String hostname(JsonObject service, JsonObject pod) {
    JsonObject spec = pod.object("spec");
    String hostname = spec.string("hostname", "");
    boolean here = Meta.name(service).equals(spec.string("subdomain"));
    return here && !hostname.isEmpty() ? hostname : null;
  }

  /** A reference to the pod, as endpoints carry it. */
  public static JsonObject targetReference(JsonObject pod) {
    return JsonObject.builder()
        .put("kind", "Pod")
        .put("namespace", Meta.namespace(pod))
        .put("name", Meta.name(pod))
        .put("uid", Meta.uid(pod))
        .build();
  }
}
