package io.coxswain.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonString;
import io.coxswain.kube.GroupVersion;
import io.coxswain.kube.Gvk;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class OpenApiTest {
  private static final Scheme SCHEME = Scheme.builtIn();
  private static final JsonObject V2 = OpenApi.v2(SCHEME);
  private static final JsonObject APPS = OpenApi.v3(SCHEME, GroupVersion.parse("apps/v1"));

  private static void walk(Json value, BiConsumer<String, Json> visit) {
    if (value instanceof JsonObject object) {
      for (Map.Entry<String, Json> field : object.fields().entrySet()) {
        visit.accept(field.getKey(), field.getValue());
        walk(field.getValue(), visit);
      }
    } else if (value instanceof JsonArray array) {
      array.forEach(item -> walk(item, visit));
    }
  }

  private static void assertSound(JsonObject document) {
    Set<String> ids = new HashSet<>();
    walk(
        document,
        (name, value) -> {
          if (name.equals("$ref") && value instanceof JsonString reference) {
            String[] path = reference.value().substring(2).split("/");
            assertNotNull(document.at(path), reference.value());
          } else if (name.equals("operationId") && value instanceof JsonString id) {
            assertTrue(ids.add(id.value()), id.value());
          }
        });
    assertFalse(ids.isEmpty());
  }

  @Test
  void everyReferenceLeadsSomewhereAndOperationsHaveNamesOfTheirOwn() {
    assertSound(V2);
    for (GroupVersion version : SCHEME.groupVersions()) {
      assertSound(OpenApi.v3(SCHEME, version));
    }
  }

  @Test
  void aKindTellsItsGroupVersionKindAndItsRequiredFields() {
    JsonObject spec = V2.objectAt("definitions", "io.k8s.api.apps.v1.DeploymentSpec");
    JsonObject deployment = V2.objectAt("definitions", "io.k8s.api.apps.v1.Deployment");

    assertEquals(
        JsonParser.parse("[{\"group\":\"apps\",\"kind\":\"Deployment\",\"version\":\"v1\"}]"),
        deployment.get("x-kubernetes-group-version-kind"));
    assertEquals(JsonParser.parse("[\"selector\",\"template\"]"), spec.get("required"));
    assertEquals(
        "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector",
        spec.stringAt("properties", "selector", "$ref"));
  }

  @Test
  void listsTellHowTheyMerge() {
    JsonObject pod =
        APPS.objectAt("components", "schemas", "io.k8s.api.core.v1.PodSpec", "properties");

    assertEquals(
        JsonParser.parse(
            """
            {"type":"array",
             "items":{"$ref":"#/components/schemas/io.k8s.api.core.v1.Container"},
             "x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
             "x-kubernetes-patch-strategy":"merge","x-kubernetes-patch-merge-key":"name"}"""),
        pod.object("containers").without("description"));
    assertEquals("atomic", pod.stringAt("tolerations", "x-kubernetes-list-type"));
    assertEquals(
        "retainKeys",
        V2.stringAt(
            "definitions",
            "io.k8s.api.apps.v1.DeploymentSpec",
            "properties",
            "strategy",
            "x-kubernetes-patch-strategy"));
  }

  @Test
  void defaultsStandBesideAReferenceOnlyInAllOf() {
    JsonObject deployment =
        APPS.objectAt("components", "schemas", "io.k8s.api.apps.v1.Deployment", "properties");

    assertEquals(
        JsonParser.parse(
            """
            {"allOf":[{"$ref":"#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec"}],
             "default":{}}"""),
        deployment.object("spec").without("description"));
  }

  @Test
  void descriptionsOfTypesStandInForThoseFieldsLack() {
    String lines =
        """
        k8s.io.api.apps.v1.Deployment\tRuns pods.\tkind=One\\ntwo \\\\ three.
        k8s.io.api.apps.v1.DeploymentSpec\tWhat is wanted.
        """;
    Descriptions descriptions =
        Descriptions.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    StructType type = SCHEME.type(Gvk.of("apps/v1", "Deployment"));

    assertEquals("Runs pods.", descriptions.of(type));
    assertEquals("One\ntwo \\ three.", descriptions.of(type, type.field("kind")));
    assertEquals("What is wanted.", descriptions.of(type, type.field("spec")));
    assertNull(descriptions.of(type, type.field("status")));
    OpenApiSchemas schemas = new OpenApiSchemas(SCHEME, "#/", true, descriptions);
    schemas.reference(type);
    JsonObject deployment = schemas.all().object("io.k8s.api.apps.v1.Deployment");
    assertEquals("Runs pods.", deployment.string("description"));
    assertEquals("What is wanted.", deployment.stringAt("properties", "spec", "description"));
  }

  @Test
  void pathsTellActionAndKind() {
    JsonObject item =
        APPS.object("paths").object("/apis/apps/v1/namespaces/{namespace}/deployments/{name}");
    JsonObject patch = item.object("patch");

    assertEquals("patchAppsV1NamespacedDeployment", patch.string("operationId"));
    assertEquals("patch", patch.string("x-kubernetes-action"));
    assertEquals(
        JsonParser.parse("{\"group\":\"apps\",\"kind\":\"Deployment\",\"version\":\"v1\"}"),
        patch.get("x-kubernetes-group-version-kind"));
    assertTrue(
        patch.objects("parameters").stream()
            .anyMatch(parameter -> parameter.string("name").equals("fieldValidation")));
    assertTrue(
        patch.objectAt("requestBody", "content").has("application/strategic-merge-patch+json"));
    assertEquals(
        "Scale",
        APPS.object("paths")
            .object("/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale")
            .stringAt("get", "x-kubernetes-group-version-kind", "kind"));
    assertEquals(
        "listAppsV1DeploymentForAllNamespaces",
        APPS.object("paths").object("/apis/apps/v1/deployments").stringAt("get", "operationId"));
  }

  @Test
  void theIndexNamesEveryVersionWithAHashOfItsTypes() {
    JsonObject paths = OpenApi.v3Index(SCHEME).object("paths");

    assertEquals(SCHEME.groupVersions().size(), paths.size());
    assertTrue(
        paths
            .stringAt("api/v1", "serverRelativeURL")
            .matches("/openapi/v3/api/v1\\?hash=[0-9A-F]{16}"));
    assertFalse(
        OpenApi.hash(SCHEME, GroupVersion.parse("v1"))
            .equals(OpenApi.hash(SCHEME, GroupVersion.parse("apps/v1"))));
  }
}
