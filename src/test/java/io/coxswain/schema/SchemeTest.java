package io.coxswain.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.GroupVersion;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Gvr;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemeTest {
  private static final Scheme SCHEME = Scheme.builtIn();

  private static ResourceType resource(String apiVersion, String plural) {
    return SCHEME.resource(Gvr.of(apiVersion, plural));
  }

  private static FieldType field(StructType type, String... path) {
    StructType here = type;
    for (int i = 0; i < path.length - 1; i++) {
      ValueType next = here.field(path[i]).type();
      here = (StructType) (next instanceof ListType list ? list.item() : next);
    }
    return here.field(path[path.length - 1]);
  }

  @Test
  void everythingReachableFromEveryResourceCanBeRead() {
    Map<StructType, Boolean> seen = new IdentityHashMap<>();
    Deque<StructType> waiting = new ArrayDeque<>();
    for (ResourceType resource : SCHEME.resources()) {
      assertNotNull(resource.type(), resource.plural());
      waiting.add(resource.type());
      resource.subresources().forEach(sub -> waiting.add(SCHEME.type(sub.kind())));
      if (resource.supports("list")) {
        waiting.add(SCHEME.type(resource.listKind()));
      }
    }
    while (!waiting.isEmpty()) {
      StructType type = waiting.remove();
      if (seen.put(type, true) == null) {
        for (FieldType field : type.fields()) {
          assertNotNull(field.type(), type + "." + field.name());
          ValueType inner = field.type();
          while (inner instanceof ListType || inner instanceof MapType) {
            inner = inner instanceof ListType list ? list.item() : ((MapType) inner).value();
          }
          if (inner instanceof StructType struct) {
            waiting.add(struct);
          }
        }
      }
    }
    assertTrue(seen.size() > 500, () -> "only " + seen.size());
  }

  @Test
  void theVersionsOf136AreServed() {
    assertEquals(new GroupVersion("", "v1"), SCHEME.groupVersions().getFirst());
    assertTrue(SCHEME.groupVersions().contains(GroupVersion.parse("resource.k8s.io/v1")));
    assertEquals(22, SCHEME.groupVersions().size());
    assertEquals(68, SCHEME.resources().size());
  }

  @Test
  void aResourceTellsItsFacts() {
    ResourceType deployments = resource("apps/v1", "deployments");

    assertEquals(List.of("deploy"), deployments.shortNames());
    assertEquals("deployment", deployments.singular());
    assertEquals(List.of("all"), deployments.categories());
    assertTrue(deployments.namespaced());
    assertTrue(deployments.supports("deletecollection"));
    assertEquals(Gvk.of("autoscaling/v1", "Scale"), deployments.subresource("scale").kind());
    assertEquals(Set.of("get", "patch", "update"), deployments.subresource("status").verbs());
    assertEquals(Gvk.of("apps/v1", "DeploymentList"), deployments.listKind());
    assertNull(deployments.subresource("log"));
    assertFalse(resource("v1", "namespaces").supports("deletecollection"));
  }

  @Test
  void whatIsServedTwiceIsStoredOnce() {
    assertEquals("events", resource("events.k8s.io/v1", "events").storageResource());
    assertEquals("v1", resource("events.k8s.io/v1", "events").storageVersion());
    ResourceType one = resource("autoscaling/v1", "horizontalpodautoscalers");
    ResourceType two = resource("autoscaling/v2", "horizontalpodautoscalers");
    assertEquals(one.storageResource(), two.storageResource());
    assertEquals("autoscaling/v2", one.storageVersion());
  }

  @Test
  void typesAreSharedBetweenKinds() {
    StructType pod = resource("v1", "pods").type();
    StructType deployment = resource("apps/v1", "deployments").type();

    assertSame(field(pod, "spec").type(), field(deployment, "spec", "template", "spec").type());
    assertSame(pod, SCHEME.type(new Gvk("", "v1", "Pod")));
    assertSame(resource("v1", "pods"), SCHEME.kind(new Gvk("", "v1", "Pod")));
  }

  @Test
  void kindsThatOnlyTravelAreKnown() {
    assertNotNull(SCHEME.type(Gvk.of("meta.k8s.io/v1", "Table")));
    assertNotNull(SCHEME.type(Gvk.of("meta.k8s.io/v1", "PartialObjectMetadataList")));
    assertNotNull(SCHEME.type(Gvk.of("policy/v1", "Eviction")));
    assertNull(SCHEME.type(Gvk.of("example.com/v1", "Widget")));
    assertNull(SCHEME.kind(Gvk.of("policy/v1", "Eviction")));
    assertNull(SCHEME.resource(Gvr.of("apps/v1", "widgets")));
  }

  @Test
  void fieldsTellHowTheyMerge() {
    StructType pod = resource("v1", "pods").type();
    FieldType containers = field(pod, "spec", "containers");
    FieldType ports = field(pod, "spec", "containers", "ports");

    assertEquals(ListType.Topology.MAP, ((ListType) containers.type()).topology());
    assertEquals(List.of("containerPort", "protocol"), ((ListType) ports.type()).keys());
    assertEquals("containerPort", ports.mergeKey());
    assertTrue(containers.mergesByPatch());
    assertTrue(field(pod, "spec", "volumes").retainsKeys());
    assertEquals(
        ListType.Topology.SET, ((ListType) field(pod, "metadata", "finalizers").type()).topology());
    assertTrue(field(pod, "spec", "nodeSelector").atomic());
    StructType selector =
        (StructType) field(resource("apps/v1", "deployments").type(), "spec", "selector").type();
    assertTrue(selector.atomic());
  }

  @Test
  void customResourcesJoinTheBuiltInOnes() {
    StructType widget =
        new StructType(
            "", "Widget", false, true, false, () -> resource("v1", "pods").type().fields());
    Gvk kind = Gvk.of("example.com/v1", "Widget");
    ResourceType widgets =
        new ResourceType(
            kind,
            "widgets",
            "widget",
            List.of(),
            List.of(),
            true,
            Set.of("get"),
            List.of(),
            "widgets.example.com",
            "example.com/v1",
            widget);

    Scheme more = SCHEME.with(List.of(widgets));
    // Documents of every version name the groups in which the shared options are used.
    GroupVersion apps = GroupVersion.parse("apps/v1");
    assertNotEquals(OpenApi.hash(SCHEME, apps), OpenApi.hash(more, apps));

    assertSame(widget, more.type(kind));
    assertSame(widgets, more.resource(widgets.resource()));
    assertNotNull(more.type(new Gvk("", "v1", "Pod")));
    assertNull(SCHEME.type(kind));
  }
}
