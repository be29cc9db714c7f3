package io.coxswain.api.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.schema.ResourceType;
import io.coxswain.schema.Scheme;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CoreStrategiesTest {

  @Test
  void everyServedKindHasAStrategyThatTakesAnEmptyObject() {
    for (ResourceType type : Scheme.builtIn().resources()) {
      if (!type.supports("create") || !type.supports("list")) {
        continue;
      }
      JsonObject object =
          JsonObject.builder()
              .put("apiVersion", type.kind().apiVersion())
              .put("kind", type.kind().kind())
              .put("metadata", JsonObject.of("name", "x"))
              .build();
      Strategy strategy = Strategies.of(type.storageResource());
      JsonObject created = strategy.prepareForCreate(strategy.defaults(object));
      assertNotNull(strategy.validate(created));
      assertNotNull(strategy.validateUpdate(strategy.prepareForUpdate(created, created), created));
      Columns columns = strategy.columns();
      assertEquals(
          columns.columns().size(),
          columns.cells().apply(created, Instant.EPOCH).size(),
          type.plural());
      if (type.subresource("status") != null) {
        assertTrue(strategy.resetFields("").contains("status"), type.plural());
      }
    }
  }

  @Test
  void somePutsCreateAndSomeNeedAResourceVersion() {
    assertTrue(Strategies.of("leases.coordination.k8s.io").allowCreateOnUpdate());
    assertTrue(Strategies.of("roles.rbac.authorization.k8s.io").allowCreateOnUpdate());
    assertEquals(false, Strategies.of("pods").allowCreateOnUpdate());
    assertEquals(false, Strategies.of("leases.coordination.k8s.io").allowUnconditionalUpdate());
    assertEquals(false, Strategies.of("widgets.example.com").allowUnconditionalUpdate());
    assertTrue(Strategies.of("deployments.apps").allowUnconditionalUpdate());
  }

  @Test
  void stringDataIsFoldedIntoData() {
    JsonObject secret =
        Given.complete(
            "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: hello}}");
    assertEquals(Given.json("{'a':'aGVsbG8='}"), secret.get("data"));
    assertEquals("Opaque", secret.string("type"));
    assertEquals(false, secret.has("stringData"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          type: kubernetes.io/tls | data[tls.crt]: Required value
          data: {"a b": aGk=} | data[a b]: Invalid value: "a b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')
          type: kubernetes.io/service-account-token | metadata.annotations[kubernetes.io/service-account.name]: Required value
          """)
  void badSecretsAreRefused(String rest, String error) {
    assertEquals(
        error,
        Given.errors("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n" + rest).getFirst());
  }

  @Test
  void anImmutableConfigMapStaysAsItIs() {
    JsonObject old =
        Given.created(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: m}, immutable: true, data: {a: b}}");
    assertEquals(
        List.of("data: Forbidden: field is immutable when `immutable` is set"),
        Given.errors(old, old.withAt(Json.of("c"), "data", "a")));
    assertEquals(
        List.of("immutable: Forbidden: field is immutable when `immutable` is set"),
        Given.errors(old, old.with("immutable", false)));
  }

  @Test
  void aNamespaceGetsItsFinalizerPhaseAndLabel() {
    JsonObject namespace = Given.created("{apiVersion: v1, kind: Namespace, metadata: {name: ns}}");
    assertEquals(Given.json("{'finalizers':['kubernetes']}"), namespace.get("spec"));
    assertEquals("Active", namespace.object("status").string("phase"));
    assertEquals("ns", Meta.label(namespace, "kubernetes.io/metadata.name"));
    assertEquals(
        List.of("metadata.namespace: Forbidden: not allowed on this type"),
        Given.errors("{apiVersion: v1, kind: Namespace, metadata: {name: ns, namespace: x}}"));
  }

  @Test
  void aNodesAddressRangeIsFixedOnceSet() {
    JsonObject old =
        Given.created(
            "{apiVersion: v1, kind: Node, metadata: {name: n1}, spec: {podCIDR: 10.244.0.0/24}}");
    assertEquals(List.of("10.244.0.0/24"), old.object("spec").strings("podCIDRs"));
    JsonObject next =
        old.withAt(Given.json("{'podCIDR':'10.244.1.0/24','podCIDRs':['10.244.1.0/24']}"), "spec");
    assertEquals(
        List.of(
            "spec.podCIDRs: Forbidden: node updates may not change podCIDR except from \"\" to"
                + " valid"),
        Given.errors(old, next));
    assertTrue(
        Given.errors(
                "{apiVersion: v1, kind: Node, metadata: {name: n1}, spec: {taints: [{key: a, effect:"
                    + " Odd}]}}")
            .getFirst()
            .startsWith("metadata.taints[0].effect: Unsupported value: \"Odd\""));
  }

  @Test
  void anEventIsOneObjectInTwoForms() {
    JsonObject core =
        Given.complete(
            """
            apiVersion: v1
            kind: Event
            metadata: {name: e, namespace: default}
            involvedObject: {kind: Pod, name: p, namespace: default}
            reason: Started
            message: said
            type: Normal
            count: 3
            lastTimestamp: "2026-01-01T00:00:00Z"
            source: {component: kubelet}
            """);
    Strategy strategy = Given.strategy(core);
    JsonObject modern = strategy.convert(core, "events.k8s.io/v1");
    assertEquals("said", modern.string("note"));
    assertEquals("p", modern.object("regarding").string("name"));
    assertEquals(3, modern.integer("deprecatedCount", 0));
    assertEquals(core, strategy.convert(modern, "v1"));
    for (JsonObject form : List.of(core, modern)) {
      assertEquals("p", strategy.selectableField(form, "involvedObject.name"));
      assertEquals("kubelet", strategy.selectableField(form, "source"));
      assertEquals("Started", strategy.selectableField(form, "reason"));
    }
    assertEquals(List.of(), strategy.validate(core));
  }

  @Test
  void endpointAddressesAreNotLoopback() {
    assertEquals(
        List.of(
            "endpoints[0].addresses[0]: Invalid value: \"127.0.0.1\": may not be in the loopback"
                + " range (127.0.0.0/8, ::1/128)"),
        Given.errors(
            "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: e},"
                + " addressType: IPv4, endpoints: [{addresses: [127.0.0.1]}]}"));
  }

  @Test
  void aRoleBindingKeepsItsRole() {
    JsonObject old =
        Given.created(
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name:"
                + " 'system:x'}, roleRef: {kind: Role, name: r}, subjects: [{kind: User, name:"
                + " u}]}");
    assertEquals(
        "rbac.authorization.k8s.io", old.objects("subjects").getFirst().string("apiGroup"));
    JsonObject next = old.withAt(Json.of("other"), "roleRef", "name");
    assertTrue(Given.errors(old, next).getFirst().endsWith("cannot change roleRef"));
  }

  @Test
  void metadataIsChecked() {
    String text = "{apiVersion: v1, kind: ConfigMap, metadata: {name: m, %s}}";
    assertTrue(
        Given.errors(text.formatted("labels: {'a b': c}"))
            .getFirst()
            .startsWith("metadata.labels: Invalid value: \"a b\": name part must consist of"));
    assertTrue(
        Given.errors(text.formatted("labels: {a: '-'}"))
            .getFirst()
            .startsWith("metadata.labels: Invalid value: \"-\": a valid label must be"));
    assertEquals(
        List.of("metadata.annotations: Too long: may not be more than 262144 bytes"),
        Given.errors(text.formatted("annotations: {a: " + "x".repeat(262_144) + "}")));
    assertTrue(
        Given.errors(text.formatted("ownerReferences: [{apiVersion: v1, kind: Pod, name: p}]"))
            .contains("metadata.ownerReferences.uid: Invalid value: \"\": must not be empty"));
    JsonObject old = Given.created(text.formatted("labels: {}"));
    assertEquals(
        List.of("metadata.uid: Invalid value: \"u-2\": field is immutable"),
        Given.errors(old, Meta.with(old, "uid", "u-2")));
  }

  @Test
  void taintsAreOnesOfTheirKeyAndEffect() {
    assertEquals(
        java.util.List.of(
            "metadata.taints[1]: Duplicate value:"
                + " {\"Key\":\"a\",\"Value\":\"\",\"Effect\":\"NoSchedule\",\"TimeAdded\":null}: taints"
                + " must be unique by key and effect pair",
            "metadata.taints[2].effect: Required value"),
        Given.errors(
            """
            apiVersion: v1
            kind: Node
            metadata: {name: n1}
            spec: {taints: [{key: a, effect: NoSchedule}, {key: a, effect: NoSchedule}, {key: b}]}
            """));
  }
}
