package io.coxswain.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecoderTest {
  private static final Scheme SCHEME = Scheme.builtIn();

  private static JsonObject decode(String text) {
    JsonObject raw = JsonParser.parseObject(text);
    return Decoder.decode(SCHEME.type(Gvk.of(raw)), raw);
  }

  private static JsonObject deployment(String spec) {
    return decode("{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"spec\":" + spec + "}");
  }

  private static JsonObject pod(String spec) {
    return decode("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":" + spec + "}");
  }

  private static String error(String spec) {
    ApiException e = assertThrows(ApiException.class, () -> deployment(spec));
    assertTrue(e.is(Reason.BAD_REQUEST));
    return e.getMessage();
  }

  private static final String HEAD =
      "Deployment in version \"v1\" cannot be handled as a Deployment: ";

  @Test
  void wrongTypesAreToldInGosWords() {
    assertEquals(
        HEAD
            + "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of"
            + " type int32",
        error("{\"replicas\":\"3\"}"));
    assertEquals(
        HEAD
            + "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas"
            + " of type int32",
        error("{\"replicas\":1.5}"));
    assertEquals(
        HEAD
            + "json: cannot unmarshal object into Go struct field"
            + " PodSpec.spec.template.spec.containers of type []v1.Container",
        error("{\"template\":{\"spec\":{\"containers\":{}}}}"));
    assertEquals(
        HEAD
            + "json: cannot unmarshal number into Go struct field"
            + " Container.spec.template.spec.containers.image of type string",
        error("{\"template\":{\"spec\":{\"containers\":[{\"image\":1}]}}}"));
    assertEquals(
        HEAD
            + "json: cannot unmarshal bool into Go struct field"
            + " ObjectMeta.spec.template.metadata.labels of type string",
        error("{\"template\":{\"metadata\":{\"labels\":{\"a\":true}}}}"));
    assertEquals(
        HEAD
            + "json: cannot unmarshal number into Go struct field"
            + " PodSpec.spec.template.spec.restartPolicy of type v1.RestartPolicy",
        error("{\"template\":{\"spec\":{\"restartPolicy\":5}}}"));
    assertEquals(
        HEAD
            + "json: cannot unmarshal array into Go struct field Deployment.spec of type"
            + " v1.DeploymentSpec",
        error("[]"));
  }

  @Test
  void fieldsThatGoEmbedsAreToldWithTheEmbeddedStruct() {
    assertEquals(
        HEAD
            + "json: cannot unmarshal array into Go struct field"
            + " Volume.spec.template.spec.volumes.VolumeSource.emptyDir of type"
            + " v1.EmptyDirVolumeSource",
        error("{\"template\":{\"spec\":{\"volumes\":[{\"emptyDir\":[]}]}}}"));
    assertEquals(
        HEAD
            + "json: cannot unmarshal number into Go struct field HTTPGetAction.spec.template.spec"
            + ".containers.livenessProbe.ProbeHandler.httpGet.path of type string",
        error(
            "{\"template\":{\"spec\":{\"containers\":"
                + "[{\"livenessProbe\":{\"httpGet\":{\"path\":4}}}]}}}"));
  }

  @Test
  void scalarsOfTheirOwnKindTellTheirOwnErrors() {
    String container =
        "{\"template\":{\"spec\":{\"containers\":[{\"resources\":{\"limits\":{\"cpu\":%s}}}]}}}";

    assertTrue(error(container.formatted("\"abc\"")).startsWith(HEAD + "quantities must match"));
    assertEquals(HEAD + "unable to parse quantity's suffix", error(container.formatted("\"5Mm\"")));
    assertEquals(
        HEAD
            + "json: cannot unmarshal bool into Go struct field"
            + " RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type int32",
        error("{\"strategy\":{\"rollingUpdate\":{\"maxSurge\":true}}}"));
    assertEquals(
        HEAD
            + "json: cannot unmarshal number into Go struct field"
            + " ObjectMeta.spec.template.metadata.creationTimestamp of type string",
        error("{\"template\":{\"metadata\":{\"creationTimestamp\":5}}}"));
    assertTrue(
        error("{\"template\":{\"metadata\":{\"creationTimestamp\":\"x\"}}}")
            .startsWith(HEAD + "parsing time \"x\" as \"2006-01-02T15:04:05Z07:00\""));
  }

  @Test
  void unknownFieldsVanishAndAreReportedWithTheirPath() {
    List<String> unknown = new ArrayList<>();
    JsonObject raw =
        JsonParser.parseObject(
            """
            {"apiVersion":"v1","kind":"Pod","foo":1,
             "spec":{"Containers":[],"containers":[{"name":"a"},{"name":"b","imagE":"x",
               "env":[{"name":"n","valueFrom":{"fieldRef":{"path":"p"}}}]}]}}""");

    JsonObject pod = Decoder.decode(SCHEME.type(Gvk.of(raw)), raw, unknown::add);

    assertEquals(
        List.of(
            "unknown field \"foo\"",
            "unknown field \"spec.Containers\"",
            "unknown field \"spec.containers[1].imagE\"",
            "unknown field \"spec.containers[1].env[0].valueFrom.fieldRef.path\""),
        unknown);
    assertFalse(pod.has("foo"));
    assertFalse(pod.object("spec").has("Containers"));
  }

  @Test
  void nullIsAbsent() {
    JsonObject pod =
        pod(
            """
            {"restartPolicy":null,"volumes":null,"securityContext":null,
              "nodeSelector":{"a":null},"containers":[null]}""");

    assertEquals(
        JsonParser.parse("{\"containers\":[{}],\"nodeSelector\":{\"a\":\"\"}}"), pod.get("spec"));
  }

  @Test
  void zerosThatGoWouldNotPrintVanishAndPointersStay() {
    JsonObject pod =
        pod(
            """
            {"hostNetwork":false,"hostname":"","volumes":[],"nodeSelector":{},"priority":0,
              "automountServiceAccountToken":false,"securityContext":{},
              "containers":[{"name":"","stdin":false,"resources":{}}]}""");

    assertEquals(
        JsonParser.parse(
            """
            {"priority":0,"automountServiceAccountToken":false,"securityContext":{},
              "containers":[{"name":"","resources":{}}]}"""),
        pod.get("spec"));
  }

  @Test
  void scalarsBecomeCanonical() {
    JsonObject container =
        pod("""
                {"containers":[{"name":"c","resources":{
                  "limits":{"cpu":"1000m","memory":"0.5Gi","x/y":3},"requests":{"cpu":0.1}}}]}""")
            .object("spec")
            .objects("containers")
            .getFirst();
    JsonObject event =
        decode(
            """
            {"apiVersion":"v1","kind":"Event","eventTime":"2020-01-01T01:00:00.5+01:00",
             "firstTimestamp":"2020-01-01T01:00:00.5+01:00"}""");

    assertEquals(
        JsonParser.parse(
            """
            {"limits":{"cpu":"1","memory":"512Mi","x/y":"3"},"requests":{"cpu":"100m"}}"""),
        container.get("resources"));
    assertEquals("2020-01-01T00:00:00.500000Z", event.string("eventTime"));
    assertEquals("2020-01-01T00:00:00Z", event.string("firstTimestamp"));
  }

  @Test
  void resourcesAreRoundedUpToThousandths() {
    JsonObject pod =
        pod("{\"containers\":[{\"resources\":{\"limits\":{\"cpu\":\"100u\",\"a/b\":\"1500u\"}}}]}");

    assertEquals(
        JsonParser.parse("{\"cpu\":\"1m\",\"a/b\":\"2m\"}"),
        pod.object("spec").objects("containers").getFirst().at("resources", "limits"));
  }

  @Test
  void schemasOfCustomResourcesAreCheckedAllTheWayDown() {
    List<String> unknown = new ArrayList<>();
    JsonObject raw =
        JsonParser.parseObject(
            """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
             "spec":{"versions":[{"schema":{"openAPIV3Schema":{"properties":{"a":
               {"items":{"type":"string","tpye":"x"},"maximum":2.0,
                "additionalProperties":false}}}}}]}}""");

    JsonObject crd = Decoder.decode(SCHEME.type(Gvk.of(raw)), raw, unknown::add);

    assertEquals(
        List.of(
            "unknown field"
                + " \"spec.versions[0].schema.openAPIV3Schema.properties.a.items.tpye\""),
        unknown);
    assertEquals(
        "{\"maximum\":2,\"items\":{\"type\":\"string\"},\"additionalProperties\":false}",
        crd.object("spec")
            .objects("versions")
            .getFirst()
            .at("schema", "openAPIV3Schema", "properties", "a")
            .text());
  }

  @Test
  void base64IsCheckedAndFreedOfLineBreaks() {
    String secret = "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"data\":{\"a\":\"%s\"}}";

    assertEquals("AQID", decode(secret.formatted("AQ\\nID")).stringAt("data", "a"));
    assertTrue(
        assertThrows(ApiException.class, () -> decode(secret.formatted("A-")))
            .getMessage()
            .endsWith("illegal base64 data at input byte 1"));
  }

  @Test
  void durationsReadAndPrintAsGoDoes() {
    for (String[] pair :
        new String[][] {
          {"90m", "1h30m0s"}, {"1.5s", "1.5s"}, {"0", "0s"}, {"-1h", "-1h0m0s"},
          {"1500us", "1.5ms"}, {"61s", "1m1s"}, {"5ns", "5ns"}, {"2h0.25m", "2h0m15s"}
        }) {
      assertEquals(pair[1], GoDuration.format(GoDuration.parse(pair[0])));
    }
    for (String bad : List.of("", "1", "s", "1x", ".s", "h1")) {
      assertThrows(DecodeException.class, () -> GoDuration.parse(bad), bad);
    }
  }

  @Test
  void encodingAddsWhatGoPrintsThoughEmptyAndKeepsTheTypesOrder() {
    JsonObject raw =
        JsonParser.parseObject(
            """
            {"status":{},"spec":{"ports":[{"port":80}]},"metadata":{"name":"s"},
             "apiVersion":"v1","kind":"Service"}""");
    StructType type = SCHEME.type(Gvk.of(raw));

    String printed = Encoder.encode(type, Decoder.decode(type, raw)).text();

    assertEquals(
        "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"s\"},"
            + "\"spec\":{\"ports\":[{\"port\":80,\"targetPort\":0}]},"
            + "\"status\":{\"loadBalancer\":{}}}",
        printed);
    JsonObject again = JsonParser.parseObject(printed);
    assertEquals(printed, Encoder.encode(type, Decoder.decode(type, again)).text());
  }

  @Test
  void whatIsInFormAlreadyIsGivenBackAsItIs() {
    for (String stem : List.of("core.v1.Pod", "apps.v1.StatefulSet", "core.v1.Node")) {
      JsonObject sample = Samples.json(stem);
      StructType type = SCHEME.type(Gvk.of(sample));
      JsonObject once = Encoder.encode(type, Decoder.decode(type, sample));

      assertSame(once, Decoder.decode(type, once));
      assertSame(once, Encoder.encode(type, once));
    }
  }

  @Test
  void requiredListsAndMapsThatAreEmptyPrintAsNull() {
    JsonObject role =
        JsonParser.parseObject(
            "{\"kind\":\"Role\",\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"rules\":[]}");

    Json rules = Encoder.encode(SCHEME.type(Gvk.of(role)), role).get("rules");

    assertTrue(rules.isNull());
  }

  @Test
  void aStructThatKeepsUnknownFieldsKeepsThem() {
    StructType open =
        new StructType(
            "", "Widget", false, true, false, () -> SCHEME.type(new Gvk("", "v1", "Pod")).fields());
    List<String> unknown = new ArrayList<>();

    JsonObject kept =
        Decoder.decode(open, JsonParser.parseObject("{\"a\":{\"b\":1}}"), unknown::add);

    assertEquals(JsonParser.parse("{\"a\":{\"b\":1}}"), kept);
    assertEquals(List.of(), unknown);
  }
}
