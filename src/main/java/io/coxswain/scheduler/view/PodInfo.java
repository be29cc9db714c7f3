package io.coxswain.scheduler.view;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A pod digested to what scheduling asks of it. Immutable; made once per version of the pod. */
public final class PodInfo {
  private static final long UNSET_CPU =
      100; // thousandths; what scores count for a silent container
  private static final long UNSET_MEMORY = 200L * 1024 * 1024;

  private final JsonObject pod;
  private final ObjectKey key;
  private final Map<String, String> labels;
  private final Resources requests;
  private final Resources scored;
  private final List<HostPort> hostPorts;
  private final List<Toleration> tolerations;
  private final LabelSelector nodeSelector;
  private final List<NodeTerm> requiredNodes; // null: anything goes
  private final List<PreferredNode> preferredNodes;
  private final List<PodTerm> affinity;
  private final List<PodTerm> antiAffinity;
  private final List<PodTerm> preferredPods;
  private final List<SpreadConstraint> spread;

  /** A node selector term with a weight. */
  public record PreferredNode(NodeTerm term, int weight) {}

  private PodInfo(JsonObject pod) {
    JsonObject spec = pod.object("spec");
    this.pod = pod;
    this.key = ObjectKey.of(pod);
    this.labels = Meta.labels(pod);
    this.requests = PodRequests.of(spec);
    this.scored = scored(spec, requests);
    this.hostPorts = hostPorts(spec);
    this.tolerations = spec.objects("tolerations").stream().map(Toleration::of).toList();
    this.nodeSelector = LabelSelector.ofMap(spec.object("nodeSelector").stringMap());
    JsonObject nodes = spec.objectAt("affinity", "nodeAffinity");
    JsonObject required = nodes.object("requiredDuringSchedulingIgnoredDuringExecution");
    this.requiredNodes =
        nodes.has("requiredDuringSchedulingIgnoredDuringExecution")
            ? required.objects("nodeSelectorTerms").stream().map(NodeTerm::of).toList()
            : null;
    this.preferredNodes =
        nodes.objects("preferredDuringSchedulingIgnoredDuringExecution").stream()
            .map(
                p ->
                    new PreferredNode(
                        NodeTerm.of(p.object("preference")), (int) p.integer("weight", 0)))
            .toList();
    this.affinity = required(pod, spec.objectAt("affinity", "podAffinity"));
    this.antiAffinity = required(pod, spec.objectAt("affinity", "podAntiAffinity"));
    List<PodTerm> preferred =
        new ArrayList<>(preferred(pod, spec.objectAt("affinity", "podAffinity"), 1));
    preferred.addAll(preferred(pod, spec.objectAt("affinity", "podAntiAffinity"), -1));
    this.preferredPods = List.copyOf(preferred);
    this.spread =
        spec.objects("topologySpreadConstraints").stream()
            .map(c -> SpreadConstraint.of(pod, c))
            .toList();
  }

  public static PodInfo of(JsonObject pod) {
    return new PodInfo(pod);
  }

  /** The same pod as if bound to {@code node}. */
  public PodInfo on(String node) {
    return new PodInfo(pod.withAt(io.coxswain.json.Json.of(node), "spec", "nodeName"));
  }

  private static Resources scored(JsonObject spec, Resources requests) {
    long cpu = requests.get(Resources.CPU);
    long memory = requests.get(Resources.MEMORY);
    for (JsonObject container : spec.objects("containers")) {
      JsonObject own = container.object("resources").object("requests");
      cpu += own.has(Resources.CPU) ? 0 : UNSET_CPU;
      memory += own.has(Resources.MEMORY) ? 0 : UNSET_MEMORY;
    }
    return new Resources(Map.of(Resources.CPU, cpu, Resources.MEMORY, memory));
  }

  private static List<HostPort> hostPorts(JsonObject spec) {
    List<HostPort> out = new ArrayList<>();
    for (String kind : List.of("initContainers", "containers")) {
      for (JsonObject container : spec.objects(kind)) {
        boolean takesPorts =
            kind.equals("containers") || "Always".equals(container.string("restartPolicy"));
        for (JsonObject port : takesPorts ? container.objects("ports") : List.<JsonObject>of()) {
          if (port.integer("hostPort", 0) > 0) {
            String ip = port.string("hostIP", "");
            out.add(
                new HostPort(
                    ip.isEmpty() ? "0.0.0.0" : ip,
                    port.string("protocol", "TCP"),
                    (int) port.integer("hostPort", 0)));
          }
        }
      }
    }
    return List.copyOf(out);
  }

  private static List<PodTerm> required(JsonObject pod, JsonObject affinity) {
    return affinity.objects("requiredDuringSchedulingIgnoredDuringExecution").stream()
        .map(t -> PodTerm.of(pod, t, 0))
        .toList();
  }

  private static List<PodTerm> preferred(JsonObject pod, JsonObject affinity, int sign) {
    return affinity.objects("preferredDuringSchedulingIgnoredDuringExecution").stream()
        .map(w -> PodTerm.of(pod, w.object("podAffinityTerm"), sign * (int) w.integer("weight", 0)))
        .toList();
  }

  public JsonObject object() {
    return pod;
  }

  public ObjectKey key() {
    return key;
  }

  public String uid() {
    return Meta.uid(pod);
  }

  public String namespace() {
    return key.namespace();
  }

  public Map<String, String> labels() {
    return labels;
  }

  /** Empty while the pod is not bound. */
  public String nodeName() {
    return pod.object("spec").string("nodeName", "");
  }

  public String schedulerName() {
    return pod.object("spec").string("schedulerName", "default-scheduler");
  }

  public int priority() {
    return (int) pod.object("spec").integer("priority", 0);
  }

  public boolean mayPreempt() {
    return !"Never".equals(pod.object("spec").string("preemptionPolicy"));
  }

  public boolean isGated() {
    return !pod.object("spec").array("schedulingGates").isEmpty();
  }

  public boolean isDeleting() {
    return Meta.isDeleting(pod);
  }

  public boolean isTerminal() {
    String phase = pod.object("status").string("phase", "");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** When the pod was made; the epoch where it does not say. */
  public Instant created() {
    Instant created = Time.parse(Meta.creationTimestamp(pod));
    return created == null ? Instant.EPOCH : created;
  }

  public Resources requests() {
    return requests;
  }

  /** The requests with a usual amount for containers that name none; only scores use it. */
  public Resources scored() {
    return scored;
  }

  public List<HostPort> hostPorts() {
    return hostPorts;
  }

  public List<Toleration> tolerations() {
    return tolerations;
  }

  public boolean tolerates(Taint taint) {
    return tolerations.stream().anyMatch(t -> t.tolerates(taint));
  }

  /** Whether {@code nodeSelector} and the required node affinity accept the node. */
  public boolean accepts(NodeInfo node) {
    return nodeSelector.matches(node.labels())
        && (requiredNodes == null || requiredNodes.stream().anyMatch(t -> t.matches(node)));
  }

  public List<PreferredNode> preferredNodes() {
    return preferredNodes;
  }

  public List<PodTerm> affinity() {
    return affinity;
  }

  public List<PodTerm> antiAffinity() {
    return antiAffinity;
  }

  /** Preferred terms; anti-affinity has negative weights. */
  public List<PodTerm> preferredPods() {
    return preferredPods;
  }

  public List<SpreadConstraint> spread() {
    return spread;
  }

  /** Whether other pods must look at this one's terms. */
  public boolean hasPodTerms() {
    return !affinity.isEmpty() || !antiAffinity.isEmpty() || !preferredPods.isEmpty();
  }
}
