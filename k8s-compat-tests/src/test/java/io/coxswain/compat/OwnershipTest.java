package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What disappears with what. */
class OwnershipTest {
  @RegisterExtension final Place place = new Place();

  @Test
  void aFinalizerHoldsADeletionUntilItIsTakenAway() {
    place.apply(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: held, finalizers: [coxswain.io/mine]}\n");
    place.kubectl("delete configmap held --wait=false");
    assertNotEquals(
        "", place.kubectl("get configmap held -o jsonpath='{.metadata.deletionTimestamp}'"));
    place.kubectl("patch configmap held --type=merge -p '{\"metadata\":{\"finalizers\":null}}'");
    Eventually.holds(
        5, "it is gone", () -> place.run("get configmap held").err().contains("NotFound"));
  }

  @Test
  void deletionPropagatesAsAskedFor() {
    String yaml = Yaml.web("tree", 1);
    place.apply(yaml);
    place.kubectl("rollout status deployment/tree --timeout=60s");
    // Orphans stay.
    place.kubectl("delete deployment tree --cascade=orphan");
    Eventually.equal(
        20,
        "",
        () ->
            place.kubectl("get rs -l app=tree -o jsonpath='{.items[0].metadata.ownerReferences}'"));
    String pod = place.pods("tree").getFirst().getMetadata().getUid();
    // A new one adopts them.
    place.apply(yaml);
    place.kubectl("rollout status deployment/tree --timeout=60s");
    Eventually.holds(
        20,
        "adoption",
        () ->
            place
                .kubectl(
                    "get rs -l app=tree -o jsonpath='{.items[0].metadata.ownerReferences[0].kind}'")
                .equals("Deployment"));
    assertEquals(pod, place.pods("tree").getFirst().getMetadata().getUid());
    // In the foreground the owner goes last.
    place.kubectl("delete deployment tree --cascade=foreground --wait=true --timeout=60s");
    assertEquals("", place.kubectl("get rs,pods -l app=tree -o name"));
  }

  @Test
  void oldReplicaSetsAreCleanedUpBeyondTheHistory() {
    place.apply(
        Yaml.web("many", 1).replace("  replicas: 1", "  replicas: 0\n  revisionHistoryLimit: 1"));
    for (int i = 0; i < 4; i++) {
      place.kubectl("set env deployment/many N=" + i);
      place.kubectl("rollout status deployment/many --timeout=60s");
    }
    Eventually.equal(30, 2, () -> place.kubectl("get rs -o name").lines().toList().size());
  }

  @Test
  void aDeletedNamespaceTakesEverythingWithIt() {
    String name = place.namespace() + "-doomed";
    place.kubectl("create namespace " + name);
    place
        .run(
            "apply -f - --namespace " + name,
            Yaml.web("lost", 2) + "---\n" + Yaml.service("lost", "lost", ""))
        .orFail();
    place.kubectl("wait -n " + name + " --for=condition=Available --timeout=60s deployment/lost");
    place.kubectl("create configmap kept -n " + name);
    place.kubectl("delete namespace " + name + " --timeout=90s");
    assertTrue(place.run("get namespace " + name).err().contains("NotFound"));
    assertEquals(
        "",
        place.kubectl(
            "get pods,configmaps,services,deployments,replicasets,endpointslices,secrets,serviceaccounts -n "
                + name
                + " -o name"));
    place.kubectl("create namespace " + name);
    assertTrue(place.run("get pods -n " + name).err().contains("No resources found"));
    place.kubectl("delete namespace " + name + " --wait=false");
    Shell.Result late = place.run("create configmap late -n " + name);
    assertTrue(
        late.code() == 0
            || late.err().contains("is being terminated")
            || late.err().contains("not found"),
        late.err());
  }

  @Test
  void aPodDeletedBehindItsReplicaSetIsReplaced() {
    place.apply(Yaml.web("kept", 2));
    place.kubectl("rollout status deployment/kept --timeout=60s");
    String pod = place.pods("kept").getFirst().getMetadata().getName();
    place.kubectl("delete pod " + pod + " --wait=false");
    Eventually.holds(
        30,
        "two others",
        () ->
            place.pods("kept").stream()
                        .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                        .count()
                    == 2
                && place
                    .kubectl("get deployment kept -o jsonpath='{.status.readyReplicas}'")
                    .equals("2"));
    Eventually.holds(
        30, "the old one is gone", () -> place.run("get pod " + pod).err().contains("NotFound"));
  }
}
