package io.coxswain.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.Answer;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CrudTest {
  private static final Gvr CONFIG_MAPS = Gvr.core("configmaps");
  private static final Gvr DEPLOYMENTS = Gvr.of("apps/v1", "deployments");
  private static final String PATH = "/api/v1/namespaces/default/configmaps";
  private final ApiFixture api = new ApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private static JsonObject configMap(String name, String value) {
    return JsonParser.parseObject(
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"a\":\"%s\"}}"
            .formatted(name, value));
  }

  private JsonObject create(String name) {
    return api.client.create(CONFIG_MAPS, "default", configMap(name, "1"));
  }

  private static ApiException refused(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(ApiException.class, call);
  }

  @Test
  void aCreatedObjectHasWhatOnlyTheServerGives() {
    JsonObject made = create("one");
    assertEquals("default", Meta.namespace(made));
    assertFalse(Meta.uid(made).isEmpty());
    assertEquals("2026-11-22T12:00:00Z", Meta.creationTimestamp(made));
    assertFalse(Meta.resourceVersion(made).isEmpty());
    assertEquals(made, api.client.get(CONFIG_MAPS, "default", "one"));
    assertEquals("test", Meta.of(made).array("managedFields").object(0).string("manager"));
  }

  @Test
  void aSecondCreateOfTheNameIsRefused() {
    create("one");
    ApiException error = refused(() -> create("one"));
    assertEquals(Reason.ALREADY_EXISTS, error.reason());
    assertEquals("configmaps \"one\" already exists", error.getMessage());
  }

  @Test
  void generatedNamesHaveFiveLettersAfterTheirPrefix() {
    JsonObject asked = configMap("x", "1").with("metadata", JsonObject.of("generateName", "gen-"));
    String name = Meta.name(api.client.create(CONFIG_MAPS, "default", asked));
    assertTrue(name.matches("gen-[bcdfghjklmnpqrstvwxz2456789]{5}"), name);
  }

  @Test
  void objectAndPathMustAgree() {
    JsonObject elsewhere = Meta.with(configMap("one", "1"), "namespace", "other");
    assertEquals(
        "the namespace of the provided object does not match the namespace sent on the request",
        refused(() -> api.client.create(CONFIG_MAPS, "default", elsewhere)).getMessage());
    create("one");
    Answer answer = api.call("PUT", PATH + "/one", Map.of(), configMap("two", "1"));
    assertEquals(400, answer.code());
    Answer kind = api.call("POST", PATH, Map.of(), configMap("x", "1").with("kind", "Secret"));
    assertEquals(400, kind.code());
  }

  @Test
  void invalidNamesAreRefusedInUpstreamsWords() {
    ApiException error = refused(() -> create("Bad_Name"));
    assertEquals(Reason.INVALID, error.reason());
    assertTrue(
        error.getMessage().startsWith("ConfigMap \"Bad_Name\" is invalid: metadata.name: Invalid"));
  }

  @Test
  void aReplaceByItselfWritesNothing() {
    JsonObject made = create("one");
    JsonObject again = api.client.update(CONFIG_MAPS, made);
    assertEquals(Meta.resourceVersion(made), Meta.resourceVersion(again));
  }

  @Test
  void anUpdateOfAnOldVersionConflicts() {
    JsonObject made = create("one");
    api.client.update(CONFIG_MAPS, made.with("data", JsonObject.of("a", "2")));
    ApiException error =
        refused(() -> api.client.update(CONFIG_MAPS, made.with("data", JsonObject.of("a", "3"))));
    assertEquals(Reason.CONFLICT, error.reason());
    assertEquals(
        "Operation cannot be fulfilled on configmaps \"one\": the object has been modified; please"
            + " apply your changes to the latest version and try again",
        error.getMessage());
  }

  @Test
  void anUpdateKeepsWhatOnlyTheServerGives() {
    JsonObject made = create("one");
    JsonObject updated =
        api.client.update(CONFIG_MAPS, Meta.with(configMap("one", "2"), "namespace", "default"));
    assertEquals(Meta.uid(made), Meta.uid(updated));
    assertEquals(Meta.creationTimestamp(made), Meta.creationTimestamp(updated));
  }

  @Test
  void anUpdateOfAnotherUidConflicts() {
    JsonObject made = create("one");
    ApiException error =
        refused(() -> api.client.update(CONFIG_MAPS, Meta.with(made, "uid", "other")));
    assertTrue(error.getMessage().contains("Precondition failed: UID in precondition: other"));
  }

  @Test
  void dryRunsAnswerAndStoreNothing() {
    Answer answer = api.call("POST", PATH + "?dryRun=All", Map.of(), configMap("one", "1"));
    assertEquals(201, answer.code());
    assertTrue(api.client.find(CONFIG_MAPS, "default", "one").isEmpty());
    create("one");
    api.call("DELETE", PATH + "/one?dryRun=All", Map.of(), null);
    assertTrue(api.client.find(CONFIG_MAPS, "default", "one").isPresent());
    assertEquals(422, api.call("POST", PATH + "?dryRun=x", Map.of(), configMap("two", "1")).code());
  }

  @Test
  void unknownFieldsAreRefusedWarnedOfOrIgnoredAsAsked() {
    JsonObject odd = configMap("one", "1").with("dat", JsonObject.EMPTY);
    Answer strict = api.call("POST", PATH + "?fieldValidation=Strict", Map.of(), odd);
    assertEquals(400, strict.code());
    assertTrue(
        new String(strict.body(), StandardCharsets.UTF_8)
            .contains("strict decoding error: unknown field \\\"dat\\\""));
    Answer warned = api.call("POST", PATH, Map.of(), odd);
    assertEquals(201, warned.code());
    assertFalse(JsonParser.parseObject(warned.body()).has("dat"));
  }

  @Test
  void yamlIsReadAndWritten() {
    Answer made =
        api.send(
            "POST",
            PATH,
            Map.of("content-type", "application/yaml", "accept", "application/yaml"),
            "metadata: {name: one}\ndata: {a: b}\n".getBytes(StandardCharsets.UTF_8));
    assertEquals(201, made.code());
    assertEquals("application/yaml", made.contentType());
    assertTrue(new String(made.body(), StandardCharsets.UTF_8).contains("kind: ConfigMap"));
  }

  @Test
  void protobufIsReadAndWritten() {
    create("one");
    Map<String, String> protobuf =
        Map.of(
            "accept", "application/vnd.kubernetes.protobuf",
            "content-type", "application/vnd.kubernetes.protobuf");
    Answer got = api.call("GET", PATH + "/one", protobuf, null);
    assertEquals('k', got.body()[0]);
    Answer put = api.send("PUT", PATH + "/one", protobuf, got.body());
    assertEquals(200, put.code());
    assertEquals("1", api.get(PATH + "/one").object("data").string("a"));
  }

  @Test
  void otherMediaTypesAreNotRead() {
    Answer answer = api.send("POST", PATH, Map.of("content-type", "text/plain"), new byte[] {'x'});
    assertEquals(415, answer.code());
  }

  @Test
  void allFourPatchesChangeTheObject() {
    create("one");
    Json operations =
        JsonParser.parse("[{\"op\":\"replace\",\"path\":\"/data/a\",\"value\":\"2\"}]");
    patch(PatchType.JSON, operations);
    patch(PatchType.MERGE, JsonParser.parse("{\"data\":{\"b\":\"3\"}}"));
    patch(PatchType.STRATEGIC, JsonParser.parse("{\"data\":{\"a\":null}}"));
    JsonObject applied =
        api.client.apply(
            CONFIG_MAPS, Meta.with(configMap("one", "4"), "namespace", "default"), false);
    assertEquals(Map.of("a", "4", "b", "3"), applied.object("data").stringMap());
  }

  private JsonObject patch(PatchType type, Json body) {
    return api.client.patch(CONFIG_MAPS, "default", "one", null, type, body);
  }

  @Test
  void aFailedTestOfAJsonPatchIsUnprocessable() {
    create("one");
    Json operations = JsonParser.parse("[{\"op\":\"test\",\"path\":\"/data/a\",\"value\":\"9\"}]");
    assertEquals(422, refused(() -> patch(PatchType.JSON, operations)).status().code());
  }

  @Test
  void aPatchOfAVersionIsBoundToIt() {
    JsonObject made = create("one");
    patch(PatchType.MERGE, JsonParser.parse("{\"data\":{\"a\":\"2\"}}"));
    Json old =
        JsonParser.parse(
            "{\"metadata\":{\"resourceVersion\":\"%s\"},\"data\":{\"a\":\"3\"}}"
                .formatted(Meta.resourceVersion(made)));
    assertEquals(Reason.CONFLICT, refused(() -> patch(PatchType.MERGE, old)).reason());
  }

  @Test
  void applyCreatesAndReportsConflicts() {
    JsonObject mine = Meta.with(configMap("one", "1"), "namespace", "default");
    api.client.apply(CONFIG_MAPS, mine, false);
    Map<String, String> yaml = Map.of("content-type", PatchType.APPLY.mediaType());
    Answer other = api.call("PATCH", PATH + "/one?fieldManager=other", yaml, configMap("one", "2"));
    assertEquals(409, other.code());
    JsonObject status = JsonParser.parseObject(other.body());
    assertEquals(
        "FieldManagerConflict",
        status.object("details").objects("causes").getFirst().string("reason"));
    Answer forced =
        api.call("PATCH", PATH + "/one?fieldManager=other&force=true", yaml, configMap("one", "2"));
    assertEquals(200, forced.code());
    assertEquals(422, api.call("PATCH", PATH + "/one", yaml, configMap("one", "2")).code());
  }

  @Test
  void statusAndSpecAreWrittenThroughTheirOwnPaths() {
    JsonObject deployment =
        JsonParser.parseObject(
            """
            {"apiVersion":"apps/v1","kind":"Deployment",
             "metadata":{"name":"web","namespace":"default"},
             "spec":{"selector":{"matchLabels":{"a":"b"}},
               "template":{"metadata":{"labels":{"a":"b"}},
                 "spec":{"containers":[{"name":"c","image":"i"}]}}},
             "status":{"replicas":7}}""");
    JsonObject made = api.client.create(DEPLOYMENTS, "default", deployment);
    assertEquals(0, made.object("status").integer("replicas", 0));
    assertEquals(1, Meta.generation(made));
    JsonObject status =
        made.withAt(Json.of(3), "status", "replicas").withAt(Json.of(9), "spec", "replicas");
    JsonObject updated = api.client.updateStatus(DEPLOYMENTS, status);
    assertEquals(3, updated.object("status").integer("replicas", 0));
    assertEquals(1, updated.object("spec").integer("replicas", 0));
    assertEquals(1, Meta.generation(updated));
    JsonObject scale =
        api.client.patch(
            DEPLOYMENTS,
            "default",
            "web",
            "scale",
            PatchType.MERGE,
            JsonParser.parse("{\"spec\":{\"replicas\":4}}"));
    assertEquals("a=b", scale.object("status").string("selector"));
    JsonObject scaled = api.client.get(DEPLOYMENTS, "default", "web");
    assertEquals(4, scaled.object("spec").integer("replicas", 0));
    assertEquals(2, Meta.generation(scaled));
  }

  @Test
  void finalizersHoldADeletedObjectUntilTheyAreGone() {
    JsonObject held =
        Meta.with(configMap("one", "1"), "finalizers", JsonArray.ofStrings("example.com/hold"));
    api.client.create(CONFIG_MAPS, "default", held);
    JsonObject marked = api.client.delete(CONFIG_MAPS, "default", "one");
    assertTrue(Meta.isDeleting(marked));
    patch(PatchType.MERGE, JsonParser.parse("{\"metadata\":{\"finalizers\":null}}"));
    assertTrue(api.client.find(CONFIG_MAPS, "default", "one").isEmpty());
  }

  @Test
  void aDeleteAnswersWithTheStatusOfWhatIsGone() {
    JsonObject made = create("one");
    JsonObject status = api.client.delete(CONFIG_MAPS, "default", "one");
    assertEquals("Success", status.string("status"));
    assertEquals(Meta.uid(made), status.object("details").string("uid"));
    assertEquals(
        Reason.NOT_FOUND, refused(() -> api.client.delete(CONFIG_MAPS, "default", "one")).reason());
  }

  @Test
  void preconditionsGuardADelete() {
    create("one");
    JsonObject options = JsonObject.of("preconditions", JsonObject.of("uid", "other"));
    assertEquals(
        Reason.CONFLICT,
        refused(() -> api.client.delete(CONFIG_MAPS, "default", "one", options)).reason());
  }

  @Test
  void aCollectionIsDeletedBySelector() {
    create("one");
    api.client.create(CONFIG_MAPS, "default", Meta.withLabel(configMap("two", "1"), "gone", "yes"));
    api.call("DELETE", PATH + "?labelSelector=gone%3Dyes", Map.of(), null);
    assertTrue(api.client.find(CONFIG_MAPS, "default", "one").isPresent());
    assertTrue(api.client.find(CONFIG_MAPS, "default", "two").isEmpty());
  }

  @Test
  void methodsAndPathsThatDoNotExistSaySo() {
    assertEquals(404, api.call("GET", "/api/v1/nothings", Map.of(), null).code());
    assertEquals(404, api.call("GET", "/nothing", Map.of(), null).code());
    assertEquals(405, api.call("PUT", PATH, Map.of(), configMap("one", "1")).code());
    assertEquals(404, api.call("GET", "/api/v1/namespaces/x/nodes/n", Map.of(), null).code());
  }
}
