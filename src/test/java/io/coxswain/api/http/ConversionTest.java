package io.coxswain.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import org.junit.jupiter.api.Test;

class ConversionTest {
  @Test
  void anEventIsOneObjectInTwoShapes() {
    try (ApiFixture api = new ApiFixture()) {
      Gvr core = Gvr.core("events");
      Gvr named = Gvr.of("events.k8s.io/v1", "events");
      JsonObject made =
          api.client.create(
              core,
              "default",
              JsonParser.parseObject(
                  """
                  {"apiVersion":"v1","kind":"Event","metadata":{"name":"e","namespace":"default"},
                   "involvedObject":{"kind":"Pod","name":"p","namespace":"default"},
                   "reason":"Why","message":"What","type":"Normal","count":3}"""));
      JsonObject other = api.client.get(named, "default", "e");
      assertEquals("events.k8s.io/v1", other.string("apiVersion"));
      assertEquals("What", other.string("note"));
      assertEquals(Meta.uid(made), Meta.uid(other));
      assertEquals(Meta.resourceVersion(made), Meta.resourceVersion(other));
      api.client.delete(named, "default", "e");
      assertEquals(0, api.cache.snapshot("events").size());
    }
  }

  @Test
  void anAutoscalerIsServedInBothVersions() {
    try (ApiFixture api = new ApiFixture()) {
      api.client.create(
          Gvr.of("autoscaling/v1", "horizontalpodautoscalers"),
          "default",
          JsonParser.parseObject(
              """
              {"apiVersion":"autoscaling/v1","kind":"HorizontalPodAutoscaler",
               "metadata":{"name":"h"},
               "spec":{"maxReplicas":3,"targetCPUUtilizationPercentage":50,
                 "scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"}}}"""));
      JsonObject second =
          api.client.get(Gvr.of("autoscaling/v2", "horizontalpodautoscalers"), "default", "h");
      assertEquals(
          "cpu",
          second.object("spec").objects("metrics").getFirst().object("resource").string("name"));
      JsonObject first =
          api.client.get(Gvr.of("autoscaling/v1", "horizontalpodautoscalers"), "default", "h");
      assertEquals(50, first.object("spec").integer("targetCPUUtilizationPercentage", 0));
      assertFalse(
          Meta.annotations(first).containsKey("autoscaling.alpha.kubernetes.io/current-metrics"));
    }
  }
}
