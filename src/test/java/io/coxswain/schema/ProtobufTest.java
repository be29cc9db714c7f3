package io.coxswain.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProtobufTest {
  private static final Scheme SCHEME = Scheme.builtIn();

  private static JsonObject through(String json) {
    JsonObject object = JsonParser.parseObject(json);
    return Protobuf.decode(Protobuf.encode(object, SCHEME), SCHEME);
  }

  private static JsonObject printed(String json) {
    JsonObject object = through(json);
    return Encoder.encode(SCHEME.type(Gvk.of(object)), object);
  }

  @Test
  void aPointerKeepsItsZeroAndAPlainNumberLosesIt() {
    JsonObject deployment =
        printed(
            """
            {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"d"},
             "spec":{"replicas":0},"status":{"replicas":0}}""");

    assertEquals(
        JsonParser.parse(
            """
            {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"d"},
             "spec":{"replicas":0,"selector":null,"strategy":{},
               "template":{"metadata":{},"spec":{"containers":null}}},
             "status":{}}"""),
        deployment);
  }

  @Test
  void inlinedMessagesComeBackInTheirPlace() {
    String pod =
        """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"p"},
         "spec":{"volumes":[{"name":"a","emptyDir":{}},{"name":"b","configMap":{"name":"c"}}],
           "containers":[{"name":"c","resources":{"limits":{"cpu":"1"}},
             "env":[{"name":"X","valueFrom":{"secretKeyRef":{"name":"s","key":"k","optional":false}}}],
             "livenessProbe":{"httpGet":{"port":"http"},"periodSeconds":3}}]}}""";

    JsonObject read = through(pod);

    assertEquals(
        JsonParser.parseObject(pod).object("spec").get("volumes"),
        read.object("spec").get("volumes"));
    JsonObject container = read.object("spec").objects("containers").getFirst();
    assertEquals("http", container.stringAt("livenessProbe", "httpGet", "port"));
    assertEquals(
        JsonParser.parse("{\"name\":\"s\",\"key\":\"k\",\"optional\":false}"),
        container.objects("env").getFirst().at("valueFrom", "secretKeyRef"));
  }

  @Test
  void timesThatAreNotSetAreNull() {
    JsonObject event =
        printed("{\"kind\":\"Event\",\"apiVersion\":\"v1\",\"metadata\":{},\"count\":2}");

    assertTrue(event.get("firstTimestamp").isNull());
    assertTrue(event.get("eventTime").isNull());
    assertFalse(event.object("metadata").has("creationTimestamp"));
    assertEquals("", event.string("reportingComponent"));
  }

  @Test
  void secretsKeepEmptyValues() {
    JsonObject secret =
        through("{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"data\":{\"b\":\"AQI=\",\"a\":\"\"}}");

    assertEquals(JsonParser.parse("{\"a\":\"\",\"b\":\"AQI=\"}"), secret.get("data"));
  }

  @Test
  void customResourceSchemasGoBothWays() {
    String crd =
        """
        {"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1",
         "metadata":{"name":"a.b"},
         "spec":{"group":"b","names":{"plural":"a","kind":"A"},"scope":"Cluster",
          "versions":[{"name":"v1","served":true,"storage":true,
           "schema":{"openAPIV3Schema":{"type":"object","default":{"x":[1,null]},
            "additionalProperties":false,
            "properties":{"l":{"type":"array","items":{"type":"string","enum":["a",1]}},
             "m":{"additionalProperties":{"type":"number","maximum":1.5}},
             "i":{"x-kubernetes-int-or-string":true}}}}}]}}""";

    JsonObject read = through(crd);

    String[] path = {"schema", "openAPIV3Schema"};
    assertEquals(
        JsonParser.parseObject(crd).object("spec").objects("versions").getFirst().at(path),
        read.object("spec").objects("versions").getFirst().at(path));
  }

  @Test
  void listsCarryTheirItemsWithoutKinds() {
    JsonObject list =
        printed(
            """
            {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"},
             "items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}""");

    assertEquals("7", list.stringAt("metadata", "resourceVersion"));
    assertEquals("b", list.objects("items").get(1).stringAt("metadata", "name"));
    assertFalse(list.objects("items").getFirst().has("kind"));
    assertEquals(
        "[]",
        printed("{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[]}").get("items").text());
  }

  @Test
  void optionsAreKnownInEveryGroup() {
    String options = "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"%s\",\"gracePeriodSeconds\":0}";

    for (String apiVersion : new String[] {"v1", "apps/v1", "meta.k8s.io/v1"}) {
      assertEquals(
          JsonParser.parse(options.formatted(apiVersion)), through(options.formatted(apiVersion)));
    }
  }

  @Test
  void aWatchFrameIsALengthAndABareEvent() {
    byte[] object =
        Protobuf.encode(
            JsonParser.parseObject(
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"c\"}}"),
            SCHEME);

    byte[] frame = Protobuf.watchFrame("ADDED", object);

    assertEquals(frame.length - 4, ByteBuffer.wrap(frame).getInt());
    StructType event = SCHEME.type(new Gvk("", "v1", "WatchEvent"));
    JsonObject read = new ProtobufDecoder(SCHEME).struct(event, new ProtobufReader(frame, 4));
    assertEquals("ADDED", read.string("type"));
    assertEquals("c", read.stringAt("object", "metadata", "name"));
    assertEquals("ConfigMap", read.stringAt("object", "kind"));
  }

  @Test
  void fieldsOfLaterVersionsAreSkipped() {
    StructType scale = SCHEME.type(Gvk.of("autoscaling/v1", "Scale"));
    StructType status = (StructType) scale.field("status").type();

    assertEquals(
        JsonParser.parse("{\"replicas\":7}"),
        new ProtobufDecoder(SCHEME).struct(status, new ProtobufReader(later())));
  }

  private static byte[] later() {
    ProtobufWriter out = new ProtobufWriter(4);
    out.fixed64(1);
    out.key(97, ProtobufWriter.FIXED_64);
    out.string(99, "later");
    out.integer(1, 7);
    return out.toByteArray();
  }

  @Test
  void brokenBytesAreABadRequest() {
    byte[] pod = Samples.protobuf("core.v1.Pod");
    int envelope = 4 + 2 + 9; // below that, a cut may fall between two fields
    for (int length = envelope + 1; length < pod.length - 4; length++) {
      byte[] cut = Arrays.copyOf(pod, length);
      ApiException e = assertThrows(ApiException.class, () -> Protobuf.decode(cut, SCHEME));
      assertTrue(e.is(Reason.BAD_REQUEST), e.getMessage());
    }
  }

  @Test
  void whatHasNoProtobufFormIsNotAcceptable() {
    JsonObject table =
        JsonParser.parseObject("{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\"}");

    ApiException e = assertThrows(ApiException.class, () -> Protobuf.encode(table, SCHEME));

    assertTrue(e.is(Reason.NOT_ACCEPTABLE));
  }
}
