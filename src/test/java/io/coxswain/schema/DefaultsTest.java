package io.coxswain.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Gvk;
import org.junit.jupiter.api.Test;

class DefaultsTest {
  private static final Scheme SCHEME = Scheme.builtIn();

  private static JsonObject defaulted(String apiVersion, String kind, String body) {
    StructType type = SCHEME.type(Gvk.of(apiVersion, kind));
    return Defaults.apply(type, Decoder.decode(type, JsonParser.parseObject(body)));
  }

  private static Json json(String text) {
    return JsonParser.parse(text);
  }

  @Test
  void structsThatAreNoPointersAreDefaultedEvenWhenAbsent() {
    JsonObject deployment = defaulted("apps/v1", "Deployment", "{}");

    assertEquals(
        json(
            """
            {"spec":{"replicas":1,"revisionHistoryLimit":10,"progressDeadlineSeconds":600,
              "strategy":{"type":"RollingUpdate"},
              "template":{"spec":{"dnsPolicy":"ClusterFirst","restartPolicy":"Always",
                "securityContext":{},"terminationGracePeriodSeconds":30,
                "schedulerName":"default-scheduler"}}}}"""),
        deployment);
  }

  @Test
  void pointersThatAreNotSetStayUnset() {
    JsonObject job = defaulted("batch/v1", "CronJob", "{\"spec\":{\"schedule\":\"* * * * *\"}}");

    assertFalse(job.object("spec").has("startingDeadlineSeconds"));
    assertEquals(json("false"), job.at("spec", "suspend"));
    assertFalse(job.objectAt("spec", "jobTemplate", "spec").has("suspend"));
    assertFalse(job.objectAt("spec", "jobTemplate", "spec").has("completionMode"));
  }

  @Test
  void aPodTemplateLacksWhatOnlyPodsGet() {
    String spec = "{\"containers\":[{\"name\":\"c\",\"ports\":[{\"containerPort\":1}]}]}";
    JsonObject pod = defaulted("v1", "Pod", "{\"spec\":" + spec + "}");
    JsonObject template = defaulted("v1", "PodTemplate", "{\"template\":{\"spec\":" + spec + "}}");

    assertEquals(json("true"), pod.at("spec", "enableServiceLinks"));
    assertFalse(template.objectAt("template", "spec").has("enableServiceLinks"));
    JsonObject container = template.objectAt("template", "spec").objects("containers").getFirst();
    assertEquals("TCP", container.objects("ports").getFirst().string("protocol"));
    assertEquals("/dev/termination-log", container.string("terminationMessagePath"));
  }

  @Test
  void aZeroThatIsNoPointerCountsAsAbsentAndAPointersZeroDoesNot() {
    JsonObject pod =
        defaulted(
            "v1",
            "Pod",
            """
            {"spec":{"terminationGracePeriodSeconds":0,"restartPolicy":"",
              "enableServiceLinks":false,
              "containers":[{"name":"c","livenessProbe":{"periodSeconds":0,"httpGet":{"port":1}}}]}}""");

    assertEquals(json("0"), pod.at("spec", "terminationGracePeriodSeconds"));
    assertEquals(json("false"), pod.at("spec", "enableServiceLinks"));
    assertEquals("Always", pod.stringAt("spec", "restartPolicy"));
    JsonObject probe = pod.object("spec").objects("containers").getFirst().object("livenessProbe");
    assertEquals(10, probe.integer("periodSeconds", -1));
    assertEquals(json("{\"path\":\"/\",\"port\":1,\"scheme\":\"HTTP\"}"), probe.get("httpGet"));
  }

  @Test
  void volumesInlinedFromOtherStructsAreDefaulted() {
    JsonObject pod =
        defaulted(
            "v1",
            "Pod",
            """
            {"spec":{"volumes":[{"name":"a","secret":{}},{"name":"b","hostPath":{"path":"/"}},
              {"name":"c","projected":{"sources":[{"serviceAccountToken":{"path":"t"}}]}}],
              "ephemeralContainers":[{"name":"e"}]}}""");

    assertEquals(
        json(
            """
            [{"name":"a","secret":{"defaultMode":420}},
             {"name":"b","hostPath":{"path":"/","type":""}},
             {"name":"c","projected":{"defaultMode":420,
               "sources":[{"serviceAccountToken":{"expirationSeconds":3600,"path":"t"}}]}}]"""),
        pod.at("spec", "volumes"));
    assertEquals(
        "File",
        pod.object("spec")
            .objects("ephemeralContainers")
            .getFirst()
            .string("terminationMessagePolicy"));
  }

  @Test
  void aDefaultedListOrStructIsDefaultedItself() {
    JsonObject set = defaulted("apps/v1", "StatefulSet", "{}");
    JsonObject scaler = defaulted("autoscaling/v2", "HorizontalPodAutoscaler", "{}");

    assertEquals(
        json("{\"whenDeleted\":\"Retain\",\"whenScaled\":\"Retain\"}"),
        set.at("spec", "persistentVolumeClaimRetentionPolicy"));
    assertEquals(
        80,
        scaler
            .object("spec")
            .objects("metrics")
            .getFirst()
            .objectAt("resource", "target")
            .integer("averageUtilization", 0));
  }

  @Test
  void whatIsCompleteStaysTheSameInstance() {
    StructType type = SCHEME.type(new Gvk("", "v1", "Pod"));
    JsonObject once = Defaults.apply(type, JsonObject.EMPTY);

    assertSame(once, Defaults.apply(type, once));
    StructType node = SCHEME.type(new Gvk("", "v1", "Node"));
    assertSame(JsonObject.EMPTY, Defaults.apply(node, JsonObject.EMPTY));
  }

  @Test
  void recursiveTypesEnd() {
    JsonObject crd =
        defaulted("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{\"spec\":{}}");

    assertEquals(json("{\"strategy\":\"None\"}"), crd.at("spec", "conversion"));
  }
}
