package io.coxswain.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.Answer;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.Yaml;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CustomResourcesTest {
  private static final Gvr DEFINITIONS =
      Gvr.of("apiextensions.k8s.io/v1", "customresourcedefinitions");
  private static final String PATH = "/apis/example.com/v1/namespaces/default/boats";
  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: boats.example.com}
      spec:
        group: example.com
        scope: Namespaced
        names: {plural: boats, kind: Boat, shortNames: [bo]}
        versions:
        - name: v1
          served: true
          storage: true
          subresources:
            status: {}
            scale: {specReplicasPath: .spec.oars, statusReplicasPath: .status.oars}
          additionalPrinterColumns:
          - {name: Oars, type: integer, jsonPath: .spec.oars}
          selectableFields:
          - {jsonPath: .spec.harbour}
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  required: [harbour]
                  properties:
                    harbour: {type: string, pattern: "^[a-z]+$"}
                    oars: {type: integer, minimum: 2, default: 4}
                    cargo: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    crew:
                      type: array
                      x-kubernetes-list-type: map
                      x-kubernetes-list-map-keys: [name]
                      items:
                        type: object
                        required: [name]
                        properties: {name: {type: string}, rank: {type: string}}
                status:
                  type: object
                  properties: {oars: {type: integer}}
        - name: v2beta1
          served: true
          storage: false
          schema:
            openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
      """;

  private final ApiFixture fixture = new ApiFixture();

  @BeforeEach
  void define() {
    fixture.client.create(
        Gvr.core("namespaces"),
        "",
        object("{apiVersion: v1, kind: Namespace, metadata: {name: default}}"));
    JsonObject made = fixture.client.create(DEFINITIONS, "", object(DEFINITION));
    establish(made);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void establish(JsonObject definition) {
    JsonObject status =
        definition
            .object("status")
            .with("acceptedNames", definition.object("spec").object("names"))
            .with(
                "conditions", JsonParser.parse("[{\"type\":\"Established\",\"status\":\"True\"}]"));
    fixture.client.updateStatus(DEFINITIONS, definition.with("status", status));
  }

  private static JsonObject object(String yaml) {
    return (JsonObject) Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject boat(String spec) {
    return object(
        "{apiVersion: example.com/v1, kind: Boat, metadata: {name: ann}, spec: " + spec + "}");
  }

  private Answer post(JsonObject object, String query) {
    return fixture.call("POST", PATH + query, Map.of(), object);
  }

  private static JsonObject body(Answer answer) {
    return JsonParser.parseObject(answer.body());
  }

  @Test
  void objectsArePrunedAndDefaultedBySchema() {
    JsonObject made = body(post(boat("{harbour: kiel, sails: 2, cargo: {tea: 1}}"), ""));

    assertEquals(object("{cargo: {tea: 1}, harbour: kiel, oars: 4}"), made.object("spec").sorted());
    assertEquals(1, Meta.generation(made));
  }

  @Test
  void whatTheSchemaForbidsIsInvalidInUpstreamsWords() {
    Answer answer = post(boat("{harbour: K9, oars: 1, crew: [{rank: mate}]}"), "");

    assertEquals(422, answer.code());
    String message = body(answer).string("message", "");
    assertTrue(message.startsWith("Boat.example.com \"ann\" is invalid: ["), message);
    assertTrue(message.contains("spec.harbour in body should match '^[a-z]+$'"), message);
    assertTrue(message.contains("spec.oars in body should be greater than or equal to 2"), message);
    assertTrue(message.contains("spec.crew[0].name: Required value"), message);
  }

  @Test
  void aWrongTypeIsInvalidAndNotUnreadable() {
    Answer answer = post(boat("{harbour: 1, crew: none}"), "");

    assertEquals(422, answer.code());
    String message = body(answer).string("message", "");
    assertTrue(
        message.contains(
            "spec.crew: Invalid value: \"string\": spec.crew in body must be of type array:"
                + " \"string\""),
        message);
  }

  @Test
  void strictValidationNamesUnknownFields() {
    Answer answer = post(boat("{harbour: kiel, sails: 2}"), "?fieldValidation=Strict");

    assertEquals(400, answer.code());
    assertTrue(
        body(answer).string("message", "").contains("unknown field \"spec.sails\""),
        body(answer).toString());
  }

  @Test
  void anApplyOwnsItemsByKeyAndNothingUndeclared() {
    Map<String, String> apply = Map.of("content-type", "application/apply-patch+yaml");
    JsonObject one = boat("{harbour: kiel, crew: [{name: a, rank: mate}]}");
    JsonObject two = boat("{harbour: kiel, crew: [{name: b}]}");
    assertEquals(201, fixture.call("PATCH", PATH + "/ann?fieldManager=x", apply, one).code());
    Answer merged = fixture.call("PATCH", PATH + "/ann?fieldManager=y", apply, two);
    assertEquals(2, body(merged).object("spec").array("crew").size());

    Answer refused =
        fixture.call(
            "PATCH", PATH + "/ann?fieldManager=x", apply, boat("{harbour: kiel, sail: 1}"));
    assertEquals(500, refused.code());
    assertTrue(
        body(refused).string("message", "").endsWith(".spec.sail: field not declared in schema"));
  }

  @Test
  void versionsShareOneObject() {
    post(boat("{harbour: kiel}"), "");

    JsonObject other = fixture.get(PATH.replace("v1", "v2beta1") + "/ann");
    assertEquals("example.com/v2beta1", other.string("apiVersion"));
    assertEquals("kiel", other.object("spec").string("harbour"));
  }

  @Test
  void statusAndScaleAreApart() {
    post(boat("{harbour: kiel}"), "");
    Map<String, String> merge = Map.of("content-type", "application/merge-patch+json");
    Json change = object("{spec: {oars: 8}, status: {oars: 3}}");

    JsonObject told = body(fixture.call("PATCH", PATH + "/ann/status", merge, change));
    assertEquals(4, told.object("spec").integer("oars", 0));
    JsonObject scale = fixture.get(PATH + "/ann/scale");
    assertEquals(4, scale.object("spec").integer("replicas", 0));
    assertEquals(3, scale.object("status").integer("replicas", 0));
    fixture.call("PATCH", PATH + "/ann/scale", merge, object("{spec: {replicas: 6}}"));
    assertEquals(6, fixture.get(PATH + "/ann").object("spec").integer("oars", 0));
  }

  @Test
  void fieldsMadeSelectableAndColumnsAreServed() {
    post(boat("{harbour: kiel}"), "");

    assertEquals(1, fixture.get(PATH + "?fieldSelector=spec.harbour%3Dkiel").array("items").size());
    assertEquals(0, fixture.get(PATH + "?fieldSelector=spec.harbour%3Dbonn").array("items").size());
    JsonObject table =
        body(
            fixture.call(
                "GET",
                PATH,
                Map.of("accept", "application/json;as=Table;g=meta.k8s.io;v=v1"),
                null));
    assertEquals("[\"ann\",4]", table.objects("rows").getFirst().array("cells").toString());
  }

  @Test
  void aChangedSchemaServesOldObjectsInTheNewForm() {
    post(boat("{harbour: kiel}"), "");
    JsonObject definition = fixture.client.get(DEFINITIONS, "", "boats.example.com");
    JsonObject next =
        JsonParser.parseObject(
            definition
                .toString()
                .replace(
                    "\"harbour\":{",
                    "\"flag\":{\"type\":\"string\",\"default\":\"red\"},\"harbour\":{"));
    fixture.client.update(DEFINITIONS, next);

    assertEquals("red", fixture.get(PATH + "/ann").object("spec").string("flag"));
  }

  @Test
  void strategicMergePatchIsNotForCustomResources() {
    post(boat("{harbour: kiel}"), "");
    Map<String, String> strategic =
        Map.of("content-type", "application/strategic-merge-patch+json");

    assertEquals(
        415, fixture.call("PATCH", PATH + "/ann", strategic, object("{spec: {oars: 8}}")).code());
  }

  @Test
  void protobufIsNotAForm() {
    assertEquals(
        406,
        fixture
            .call("GET", PATH, Map.of("accept", "application/vnd.kubernetes.protobuf"), null)
            .code());
  }

  @Test
  void discoveryAndOpenApiKnowThem() {
    JsonObject list = fixture.get("/apis/example.com/v1");
    assertEquals(3, list.array("resources").size());
    JsonObject group = fixture.get("/apis/example.com");
    assertEquals("v1", group.object("preferredVersion").string("version"));
    JsonObject schemas =
        fixture.get("/openapi/v3/apis/example.com/v1").objectAt("components", "schemas");
    assertTrue(schemas.has("com.example.v1.Boat"));
    assertTrue(schemas.has("com.example.v1.BoatList"));
    JsonObject swagger = fixture.get("/openapi/v2").object("definitions");
    assertFalse(swagger.object("com.example.v2beta1.Boat").has("properties"));
  }

  @Test
  void aDeletedDefinitionWaitsForItsObjectsAndTakesNoNewOnes() {
    fixture.client.delete(DEFINITIONS, "", "boats.example.com");

    JsonObject ending = fixture.client.get(DEFINITIONS, "", "boats.example.com");
    assertTrue(Meta.isDeleting(ending));
    assertEquals(405, post(boat("{harbour: kiel}"), "").code());
    fixture.call(
        "PATCH",
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/boats.example.com",
        Map.of("content-type", "application/merge-patch+json"),
        object("{metadata: {finalizers: []}}"));
    assertEquals(404, fixture.call("GET", PATH, Map.of(), null).code());
  }

  @Test
  void definitionsThatMakeNoSenseAreInvalid() {
    JsonObject wrong =
        JsonParser.parseObject(
            object(DEFINITION)
                .toString()
                .replace("\"storage\":true", "\"storage\":false")
                .replace("boats.example.com", "ships.example.com"));
    Answer answer =
        fixture.call(
            "POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Map.of(), wrong);

    assertEquals(422, answer.code());
    String message = body(answer).string("message", "");
    assertTrue(message.contains("must be spec.names.plural+"), message);
    assertTrue(message.contains("must have exactly one version marked as storage"), message);
  }

  @Test
  void problemsOfCustomObjectsAreDuplicatesMetadataThenPrunedFields() {
    String body =
        """
        {"apiVersion":"example.com/v1","kind":"Boat",
         "metadata":{"name":"ann","odd":1},
         "spec":{"zodd":1,"harbour":"a","harbour":"b","aodd":1}}
        """;
    Answer answer =
        fixture.send(
            "POST",
            PATH + "?fieldValidation=Strict",
            Map.of("content-type", "application/json"),
            body.getBytes(StandardCharsets.UTF_8));
    assertEquals(400, answer.code());
    assertEquals(
        "Boat in version \"v1\" cannot be handled as a Boat: strict decoding error:"
            + " duplicate field \"spec.harbour\", unknown field \"metadata.odd\","
            + " unknown field \"spec.aodd\", unknown field \"spec.zodd\"",
        JsonParser.parseObject(answer.body()).string("message", ""));
  }
}
