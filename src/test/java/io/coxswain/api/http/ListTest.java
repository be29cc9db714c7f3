package io.coxswain.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.Answer;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonWriter;
import io.coxswain.json.Yaml;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.schema.Protobuf;
import io.coxswain.schema.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListTest {
  private static final Gvr CONFIG_MAPS = Gvr.core("configmaps");
  private static final String ALL = "/api/v1/configmaps";
  private static final String TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1";
  private final ApiFixture api = new ApiFixture();

  @BeforeEach
  void createSome() {
    for (String place : List.of("b/one", "a/two", "a/three", "b/four", "a/five")) {
      create(place);
    }
  }

  @AfterEach
  void close() {
    api.close();
  }

  private void create(String place) {
    String[] parts = place.split("/");
    JsonObject object =
        JsonParser.parseObject(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\",\"labels\":{\"n\":\"%s\"}}}"
                .formatted(parts[1], parts[1]));
    api.client.create(CONFIG_MAPS, parts[0], object);
  }

  private static List<String> names(JsonObject list) {
    List<String> out = new ArrayList<>();
    list.objects("items").forEach(item -> out.add(Meta.namespace(item) + "/" + Meta.name(item)));
    return out;
  }

  @Test
  void itemsStandInOrderOfNamespaceAndName() {
    JsonObject list = api.get(ALL);
    assertEquals("ConfigMapList", list.string("kind"));
    assertEquals(List.of("a/five", "a/three", "a/two", "b/four", "b/one"), names(list));
    assertEquals(List.of("b/four", "b/one"), names(api.get("/api/v1/namespaces/b/configmaps")));
  }

  @Test
  void pagesAreOfOneRevisionWhateverHappensMeanwhile() {
    JsonObject first = api.get(ALL + "?limit=2");
    assertEquals(List.of("a/five", "a/three"), names(first));
    assertEquals(3, Meta.of(first).integer("remainingItemCount", 0));
    create("a/zero");
    api.client.delete(CONFIG_MAPS, "b", "one");
    String next = Meta.of(first).string("continue");
    JsonObject second = api.get(ALL + "?limit=10&continue=" + next);
    assertEquals(List.of("a/two", "b/four", "b/one"), names(second));
    assertEquals(Meta.resourceVersion(first), Meta.resourceVersion(second));
    assertFalse(Meta.of(second).has("continue"));
  }

  @Test
  void anExpiredTokenComesWithAFreshOne() {
    JsonObject first = api.get(ALL + "?limit=2");
    create("a/zero");
    api.ledger.compactTo(api.cache.revision());
    Answer gone =
        api.call(
            "GET", ALL + "?limit=2&continue=" + Meta.of(first).string("continue"), Map.of(), null);
    assertEquals(410, gone.code());
    JsonObject status = JsonParser.parseObject(gone.body());
    assertEquals("Expired", status.string("reason"));
    String fresh = Meta.of(status).string("continue");
    assertEquals(List.of("a/two", "a/zero"), names(api.get(ALL + "?limit=2&continue=" + fresh)));
  }

  @Test
  void selectorsChoose() {
    assertEquals(List.of("a/two"), names(api.get(ALL + "?labelSelector=n%3Dtwo")));
    assertEquals(List.of("b/one"), names(api.get(ALL + "?fieldSelector=metadata.name%3Done")));
    assertEquals(
        List.of("b/four", "b/one"), names(api.get(ALL + "?fieldSelector=metadata.namespace!%3Da")));
    assertEquals(400, api.call("GET", ALL + "?fieldSelector=data%3Dx", Map.of(), null).code());
    assertEquals(400, api.call("GET", ALL + "?labelSelector=%3D", Map.of(), null).code());
  }

  @Test
  void anOldRevisionIsListedExactly() {
    String then = Meta.resourceVersion(api.get(ALL));
    api.client.delete(CONFIG_MAPS, "a", "two");
    JsonObject list = api.get(ALL + "?resourceVersion=" + then + "&resourceVersionMatch=Exact");
    assertEquals(5, list.array("items").size());
    assertEquals(4, api.get(ALL + "?resourceVersion=" + then).array("items").size());
  }

  @Test
  void contradictoryOptionsAreInvalid() {
    for (String query :
        List.of(
            "resourceVersionMatch=Exact",
            "resourceVersionMatch=Exact&resourceVersion=0",
            "resourceVersionMatch=Sometimes&resourceVersion=1",
            "sendInitialEvents=true")) {
      assertEquals(422, api.call("GET", ALL + "?" + query, Map.of(), null).code(), query);
    }
  }

  @Test
  void aTableHasColumnsAndARowForEachObject() {
    Answer answer = api.call("GET", ALL, Map.of("accept", TABLE), null);
    JsonObject table = JsonParser.parseObject(answer.body());
    assertEquals("Table", table.string("kind"));
    assertEquals("Name", table.array("columnDefinitions").object(0).string("name"));
    assertEquals(5, table.array("rows").size());
    JsonObject row = table.array("rows").object(0);
    assertEquals("five", row.array("cells").strings().getFirst());
    assertEquals("PartialObjectMetadata", row.object("object").string("kind"));
    Answer bare = api.call("GET", ALL + "?includeObject=None", Map.of("accept", TABLE), null);
    assertFalse(JsonParser.parseObject(bare.body()).array("rows").object(0).has("object"));
  }

  @Test
  void metadataAloneIsServed() {
    Answer answer =
        api.call(
            "GET",
            ALL,
            Map.of("accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"),
            null);
    JsonObject list = JsonParser.parseObject(answer.body());
    assertEquals("PartialObjectMetadataList", list.string("kind"));
    assertEquals("five", Meta.name(list.objects("items").getFirst()));
  }

  @Test
  void aLargeListStreamsWhole() {
    for (int i = 0; i < 300; i++) {
      create("c/n" + i);
    }
    String path = "/api/v1/namespaces/c/configmaps";
    Answer protobuf =
        api.call("GET", path, Map.of("accept", "application/vnd.kubernetes.protobuf"), null);
    JsonObject decoded = Protobuf.decode(protobuf.body(), Scheme.builtIn());
    assertEquals(300, decoded.array("items").size());
    assertEquals("ConfigMapList", decoded.string("kind"));
    JsonObject list = api.get(path);
    assertEquals(300, list.array("items").size());
    assertTrue(Long.parseLong(Meta.resourceVersion(list)) >= 305);
  }

  private String body(String path, String accept) {
    return new String(api.call("GET", path, Map.of("accept", accept), null).body(), UTF_8);
  }

  @Test
  void aListThatStreamsReadsAsOneThatIsWhole() {
    for (int i = 0; i < 300; i++) {
      create("c/n" + i);
    }
    String path = "/api/v1/namespaces/c/configmaps";
    JsonObject list = JsonParser.parseObject(body(path, "application/json"));
    String indented = body(path + "?pretty=true", "application/json");
    assertEquals(JsonWriter.pretty(JsonParser.parseObject(indented), "  ") + "\n", indented);
    assertEquals(list, JsonParser.parseObject(indented));
    assertEquals(Yaml.write(list), body(path, "application/yaml"));
    String table = body(path, TABLE);
    JsonObject parsed = JsonParser.parseObject(table);
    assertEquals(300, parsed.array("rows").size());
    assertEquals(parsed.text(), table);
    assertEquals(JsonWriter.pretty(parsed, "  ") + "\n", body(path + "?pretty=true", TABLE));
    // A selector that has to look into each of them, over several turns.
    assertEquals(
        List.of("c/n7"),
        names(JsonParser.parseObject(body(path + "?labelSelector=n%3Dn7", "*/*"))));
  }
}
