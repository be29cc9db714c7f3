package io.coxswain.cluster.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.json.Yaml;
import io.coxswain.schema.LiveScheme;
import io.coxswain.schema.Scheme;
import io.coxswain.store.postgres.View;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HistoryKindsTest {
  private final LiveScheme schemes = new LiveScheme(Scheme.builtIn());

  private void define(String plural, String group) {
    String text =
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: %1$s.%2$s}
        spec:
          group: %2$s
          scope: Namespaced
          names: {plural: %1$s, singular: thing, kind: Thing, listKind: ThingList}
          versions:
          - name: v1
            served: true
            storage: true
            additionalPrinterColumns:
            - {name: Big Size, type: integer, jsonPath: .spec.size}
            - {name: Filtered, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
            - {name: Name, type: string, jsonPath: .spec.name}
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        status:
          acceptedNames: {plural: %1$s, singular: thing, kind: Thing, listKind: ThingList}
          storedVersions: [v1]
          conditions:
          - {type: NamesAccepted, status: "True"}
          - {type: Established, status: "True"}
        """
            .formatted(plural, group);
    schemes.define((JsonObject) Yaml.parse(text.getBytes(StandardCharsets.UTF_8)));
  }

  private Map<String, View> views() {
    return HistoryKinds.of(schemes.get()).stream()
        .collect(Collectors.toMap(View::name, Function.identity()));
  }

  @Test
  void everyBuiltInKindIsNamedByItsPlural() {
    Map<String, View> views = views();
    for (String name :
        List.of("pods", "deployments", "services", "nodes", "events", "ingresses", "secrets")) {
      assertTrue(views.containsKey(name), name);
    }
    assertEquals("deployments.apps", views.get("deployments").resource());
    assertFalse(views.containsKey("tokenreviews"), "is never stored");
  }

  @Test
  void aCustomKindHasItsPluralWhileNobodyElseHas() {
    define("widgets", "example.com");
    assertEquals("widgets.example.com", views().get("widgets").resource());
    assertTrue(views().containsKey("widgets_example_com"));
    define("widgets", "other.dev-team.io");
    assertFalse(views().containsKey("widgets"), "would be ambiguous");
    assertTrue(views().containsKey("widgets_other_dev_team_io"));
    schemes.forget("widgets.example.com");
    assertEquals("widgets.other.dev-team.io", views().get("widgets").resource());
    assertFalse(views().containsKey("widgets_example_com"));
  }

  @Test
  void builtInKindsAndOurOwnViewsKeepTheirNames() {
    define("pods", "example.com");
    define("changes", "example.com");
    assertEquals("pods", views().get("pods").resource());
    assertTrue(views().containsKey("pods_example_com"));
    assertFalse(views().containsKey("changes"));
    assertTrue(views().containsKey("changes_example_com"));
  }

  @Test
  void printerColumnsBecomeColumns() {
    define("widgets", "example.com");
    assertEquals(
        List.of(new View.Column("big_size", View.Type.TEXT, "spec.size")),
        views().get("widgets").columns());
  }

  @Test
  void namesFitIntoPostgres() {
    define("w".repeat(60), "a-very-long-group.of-some-company.example.com");
    define("w".repeat(59) + "v", "a-very-long-group.of-some-company.example.com");
    Map<String, View> views = views(); // names are distinct
    assertTrue(views.keySet().stream().allMatch(name -> name.length() <= 57));
  }
}
