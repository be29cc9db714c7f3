package io.coxswain.controller.storageprotection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StorageProtectionTest {
  private static final String CLAIM = "kubernetes.io/pvc-protection";
  private static final String VOLUME = "kubernetes.io/pv-protection";
  private static final String CLASS = "kubernetes.io/vac-protection";
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private static JsonObject deleted(JsonObject object, String finalizer) {
    JsonObject metadata =
        object.object("metadata").with("deletionTimestamp", "2026-01-01T00:00:00Z");
    return Meta.withFinalizers(object.with("metadata", metadata), List.of("other", finalizer));
  }

  private List<String> finalizers(Gvr resource, String namespace, String name) {
    return Meta.finalizers(harness.api.get(resource, namespace, name));
  }

  private void pod(String text) {
    harness.api.put(
        Resources.PODS,
        FakeApi.object("v1", "Pod", "default", "p").with("spec", FakeApi.json(text)));
  }

  private void claim(String name, JsonObject spec) {
    harness.api.put(
        Resources.PERSISTENT_VOLUME_CLAIMS,
        deleted(FakeApi.object("v1", "PersistentVolumeClaim", "default", name), CLAIM)
            .with("spec", spec));
  }

  @Test
  void aClaimStaysAsLongAsAPodWithANodeNamesIt() {
    pod("{'nodeName':'n','volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'used'}}]}");
    claim("used", JsonObject.EMPTY);
    claim("free", JsonObject.EMPTY);
    harness.start("pvc-protection-controller", StorageProtection::claims);
    harness.eventually(
        "free",
        () ->
            finalizers(Resources.PERSISTENT_VOLUME_CLAIMS, "default", "free")
                .equals(List.of("other")));
    assertEquals(
        List.of("other", CLAIM), finalizers(Resources.PERSISTENT_VOLUME_CLAIMS, "default", "used"));
    harness.api.remove(Resources.PODS, "default", "p");
    harness.eventually(
        "freed",
        () ->
            finalizers(Resources.PERSISTENT_VOLUME_CLAIMS, "default", "used")
                .equals(List.of("other")));
  }

  @Test
  void aVolumeStaysAsLongAsItIsBound() {
    JsonObject bound =
        deleted(FakeApi.object("v1", "PersistentVolume", "", "v"), VOLUME)
            .with("status", JsonObject.of("phase", "Bound"));
    harness.api.put(Resources.PERSISTENT_VOLUMES, bound);
    harness.start("pv-protection-controller", StorageProtection::volumes);
    harness.settle();
    assertEquals(List.of("other", VOLUME), finalizers(Resources.PERSISTENT_VOLUMES, "", "v"));
    harness.api.put(
        Resources.PERSISTENT_VOLUMES, bound.with("status", JsonObject.of("phase", "Released")));
    harness.eventually(
        "freed", () -> finalizers(Resources.PERSISTENT_VOLUMES, "", "v").equals(List.of("other")));
  }

  @Test
  void aClassStaysAsLongAsAClaimNamesIt() {
    claim("c", JsonObject.of("volumeAttributesClassName", "used"));
    for (String name : List.of("used", "free")) {
      harness.api.put(
          Resources.VOLUME_ATTRIBUTES_CLASSES,
          deleted(FakeApi.object("storage.k8s.io/v1", "VolumeAttributesClass", "", name), CLASS));
    }
    harness.start("volumeattributesclass-protection-controller", StorageProtection::classes);
    harness.eventually(
        "free",
        () -> finalizers(Resources.VOLUME_ATTRIBUTES_CLASSES, "", "free").equals(List.of("other")));
    assertEquals(
        List.of("other", CLASS), finalizers(Resources.VOLUME_ATTRIBUTES_CLASSES, "", "used"));
    harness.api.remove(Resources.PERSISTENT_VOLUME_CLAIMS, "default", "c");
    harness.eventually(
        "freed",
        () -> finalizers(Resources.VOLUME_ATTRIBUTES_CLASSES, "", "used").equals(List.of("other")));
  }
}
