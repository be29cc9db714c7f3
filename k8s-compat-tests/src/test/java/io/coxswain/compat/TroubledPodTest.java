package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.PodCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pods that cannot run say why, and run once they are mended. */
class TroubledPodTest {
  @RegisterExtension final Place place = new Place();

  private String waiting(String pod) {
    return place
        .pod(pod)
        .getStatus()
        .getContainerStatuses()
        .getFirst()
        .getState()
        .getWaiting()
        .getReason();
  }

  private void waits(int seconds, String pod, String reason) {
    Eventually.equal(seconds, reason, () -> waiting(pod));
  }

  @Test
  void aMissingImageIsToldAndHealedByAnotherOne() {
    place.apply(Yaml.pod("none", "localhost:1/nothing/here:1", "true", ""));
    Eventually.holds(
        60,
        "ErrImagePull or ImagePullBackOff",
        () -> waiting("none").equals("ErrImagePull") || waiting("none").equals("ImagePullBackOff"));
    waits(60, "none", "ImagePullBackOff");
    assertTrue(
        place
            .event(10, "none", "Failed")
            .contains("Failed to pull image \"localhost:1/nothing/here:1\""));
    assertTrue(place.event(10, "none", "BackOff").contains("Back-off pulling image"));
    assertEquals("Pending", place.pod("none").getStatus().getPhase());
    place.kubectl("set image pod/none main=" + Yaml.WEB);
    Eventually.holds(
        90,
        "it ran",
        () ->
            place
                    .pod("none")
                    .getStatus()
                    .getContainerStatuses()
                    .getFirst()
                    .getImage()
                    .contains("nginx")
                && place.events("none").containsKey("Started"));
  }

  @Test
  void anImageThatMayNotBePulledIsToldApart() {
    place.apply(
        Yaml.pod("never", "docker.io/library/absent:1", "true", "")
            .replace("    image:", "    imagePullPolicy: Never\n    image:"));
    waits(30, "never", "ErrImageNeverPull");
    place.apply(Yaml.pod("odd", "Not:An:Image", "true", ""));
    waits(30, "odd", "InvalidImageName");
  }

  @Test
  void aCrashLoopBacksOffAndEndsWhenTheCauseIsGone() {
    place.apply(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cause}\ndata: {code: \"3\"}\n---\n"
            + Yaml.pod(
                "crash",
                Yaml.BOX,
                "c=$(cat /cause/code); [ $c = 0 ] || exit $c; touch /tmp/well; trap exit TERM; while :; do sleep 1; done",
                "volumes: [{name: cause, configMap: {name: cause}}]")
            + "    volumeMounts: [{name: cause, mountPath: /cause}]\n");
    waits(60, "crash", "CrashLoopBackOff");
    assertEquals(
        3,
        place
            .pod("crash")
            .getStatus()
            .getContainerStatuses()
            .getFirst()
            .getLastState()
            .getTerminated()
            .getExitCode());
    assertTrue(
        place
            .event(10, "crash", "BackOff")
            .contains("Back-off restarting failed container main in pod crash_"));
    assertTrue(place.kubectl("get pod crash").contains("CrashLoopBackOff"));
    place.kubectl("patch configmap cause --type=merge -p '{\"data\":{\"code\":\"0\"}}'");
    Eventually.equal(
        150,
        true,
        () -> place.pod("crash").getStatus().getContainerStatuses().getFirst().getReady());
  }

  @Test
  void aPodThatFitsNowhereSaysWhyAndIsPlacedOnceItFits() {
    place.apply(Yaml.waiting("picky", "") + "  nodeSelector: {shape: " + place.namespace() + "}\n");
    String why = place.event(20, "picky", "FailedScheduling");
    assertTrue(
        why.contains(
            "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector"),
        why);
    PodCondition condition = place.pod("picky").getStatus().getConditions().getFirst();
    assertEquals("PodScheduled", condition.getType());
    assertEquals("Unschedulable", condition.getReason());
    place.kubectl("label node n2 shape=" + place.namespace() + " --overwrite");
    place.ready("picky");
    place.kubectl("label node n2 shape-");
    place.apply(
        Yaml.waiting("greedy", "")
            .replace("    command:", "    resources: {requests: {cpu: \"1000\"}}\n    command:"));
    assertTrue(place.event(20, "greedy", "FailedScheduling").contains("Insufficient cpu"));
  }

  @Test
  void aMissingConfigMapIsToldAndHealedByMakingIt() {
    place.apply(
        Yaml.waiting("wants", "")
            .replace("    command:", "    envFrom: [{configMapRef: {name: later}}]\n    command:"));
    waits(30, "wants", "CreateContainerConfigError");
    assertTrue(
        place
            .pod("wants")
            .getStatus()
            .getContainerStatuses()
            .getFirst()
            .getState()
            .getWaiting()
            .getMessage()
            .contains("configmap \"later\" not found"));
    assertTrue(place.event(10, "wants", "Failed").contains("configmap \"later\" not found"));
    place.kubectl("create configmap later --from-literal=A=b");
    place.ready("wants");
    assertEquals("b", place.in("wants", "echo $A"));
  }

  @Test
  void aMissingVolumeSourceIsToldAndHealedByMakingIt() {
    place.apply(
        Yaml.waiting("holds", "") + "  volumes: [{name: v, secret: {secretName: later}}]\n");
    assertTrue(place.event(30, "holds", "FailedMount").contains("secret \"later\" not found"));
    assertEquals("ContainerCreating", waiting("holds"));
    place.kubectl("create secret generic later --from-literal=A=b");
    place.ready("holds");
  }

  @Test
  void aCommandThatDoesNotExistIsTold() {
    place.apply(
        Yaml.pod("typo", Yaml.BOX, "true", "")
            .replace("[\"sh\", \"-c\", 'true']", "[\"/no/such/program\"]"));
    Eventually.holds(
        40,
        "RunContainerError or CrashLoopBackOff",
        () ->
            waiting("typo").equals("RunContainerError")
                || waiting("typo").equals("CrashLoopBackOff"));
    var ended =
        Eventually.get(
            30,
            "its end",
            () ->
                place
                    .pod("typo")
                    .getStatus()
                    .getContainerStatuses()
                    .getFirst()
                    .getLastState()
                    .getTerminated(),
            t -> t != null);
    assertTrue(ended.getExitCode() == 127 || ended.getExitCode() == 128, "" + ended);
  }
}
