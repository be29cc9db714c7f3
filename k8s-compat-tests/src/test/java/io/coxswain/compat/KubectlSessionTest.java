package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What somebody types who meets the cluster for the first time. */
class KubectlSessionTest {
  @RegisterExtension final Place place = new Place();
  @TempDir Path folder;

  private static void holds(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), () -> "no '" + part + "' in:\n" + text);
    }
  }

  @Test
  void anApplicationIsAppliedScaledUpdatedUndoneExposedAndDeleted() {
    holds(place.apply(Yaml.web("shop", 2)), "deployment.apps/shop created");
    holds(place.kubectl("rollout status deployment/shop --timeout=90s"), "successfully rolled out");
    holds(place.apply(Yaml.web("shop", 2)), "deployment.apps/shop unchanged");

    String wide = place.kubectl("get deployment shop -o wide");
    holds(
        wide,
        "READY",
        "UP-TO-DATE",
        "AVAILABLE",
        "CONTAINERS",
        "IMAGES",
        "SELECTOR",
        "2/2",
        Yaml.WEB,
        "app=shop");
    holds(
        place.kubectl("get pods -o wide"),
        "NODE",
        "NOMINATED NODE",
        "READINESS GATES",
        "10.244.",
        "Running");
    holds(place.kubectl("get deployment shop -o yaml"), "kind: Deployment", "observedGeneration: ");
    assertEquals("2", place.kubectl("get deployment shop -o jsonpath='{.status.readyReplicas}'"));
    holds(place.kubectl("get all"), "pod/shop-", "deployment.apps/shop", "replicaset.apps/shop-");
    holds(
        place.kubectl(
            "get rs -l app=shop -o custom-columns=N:.metadata.name,R:.spec.replicas --no-headers"),
        "shop-");

    place.kubectl("scale deployment shop --replicas=3");
    place.kubectl("wait --for=jsonpath='{.status.readyReplicas}'=3 --timeout=60s deployment/shop");

    place.kubectl("set image deployment/shop web=docker.io/library/nginx:latest");
    place.kubectl("rollout status deployment/shop --timeout=120s");
    assertEquals("2", place.kubectl("get rs -o name | wc -l"));
    holds(place.kubectl("rollout history deployment/shop"), "REVISION", "1", "2");
    place.kubectl("rollout undo deployment/shop");
    place.kubectl("rollout status deployment/shop --timeout=120s");
    assertEquals(Yaml.WEB, place.kubectl("get deployment shop -o jsonpath='{..image}'"));
    holds(place.kubectl("rollout history deployment/shop"), "3");

    place.kubectl("expose deployment shop --port=80 --type=NodePort");
    holds(place.kubectl("get service shop"), "NodePort", "10.", "80:3");
    String port = place.kubectl("get service shop -o jsonpath='{.spec.ports[0].nodePort}'");
    Eventually.holds(
        20,
        "the page",
        () -> Lab.page("http://" + Lab.address(2) + ":" + port + "/").startsWith("shop-"));

    place.kubectl("label deployment shop tier=front");
    holds(place.kubectl("get deployments -l tier=front -o name"), "deployment.apps/shop");
    place.kubectl("annotate deployment shop note='two words'");
    holds(
        place.kubectl("describe deployment shop"),
        "tier=front",
        "note: two words",
        "RollingUpdate",
        "ScalingReplicaSet",
        "NewReplicaSet:",
        "MinimumReplicasAvailable");
    holds(place.kubectl("describe service shop"), "Endpoints:", "NodePort:");
    holds(place.kubectl("get endpointslices -l kubernetes.io/service-name=shop"), "IPv4", "80");

    place.kubectl("delete service,deployment shop");
    Eventually.equal(60, "", () -> place.kubectl("get pods,rs,endpointslices -o name"));
  }

  @Test
  void aPodIsLookedIntoFromAllSides() throws IOException {
    place.apply(
        Yaml.pod(
            "talk",
            Yaml.BOX,
            "for i in 1 2 3 4 5; do echo line $i; sleep 0.3; done; trap exit TERM; while :; do sleep 1; done",
            ""));
    place.ready("talk");
    Process follow = place.start("logs -f talk");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(follow.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 1; i <= 5; i++) {
        assertEquals("line " + i, lines.readLine());
      }
    } finally {
      follow.destroy();
    }
    assertEquals("line 5", place.kubectl("logs talk --tail=1"));
    holds(place.kubectl("logs talk --timestamps --tail=1"), "T", "Z line 5");

    assertEquals("hello", place.kubectl("exec talk -- echo hello"));
    assertEquals("typed in", place.run("exec -i talk -- cat", "typed in").orFail());
    assertEquals(7, place.run("exec talk -- sh -c 'exit 7'").code());
    Shell.Result streams = place.run("exec talk -- sh -c 'echo one; echo two >&2'");
    assertEquals("one", streams.out().strip());
    assertEquals("two", streams.err().strip());
    String large = "0123456789abcdef".repeat(65_536);
    assertEquals(large, place.run("exec -i talk -- cat", large).orFail());

    String described = place.kubectl("describe pod talk");
    holds(
        described,
        "Scheduled",
        "Pulled",
        "Created",
        "Started",
        "Node:",
        "IP:",
        "Container ID:",
        "QoS Class:",
        "BestEffort");
    holds(place.kubectl("events --for pod/talk"), "Started");
    holds(place.kubectl("get events"), "LAST SEEN", "REASON", "pod/talk");

    Path file = Files.writeString(folder.resolve("in.txt"), "carried\n".repeat(1000));
    place.kubectl("cp " + file + " talk:/tmp/there.txt");
    place.kubectl("cp talk:/tmp/there.txt " + folder.resolve("out.txt"));
    assertEquals(Files.readString(file), Files.readString(folder.resolve("out.txt")));
  }

  @Test
  void aPortIsForwarded() throws IOException {
    place.apply(Yaml.web("fore", 1) + "---\n" + Yaml.service("fore", "fore", ""));
    place.kubectl("rollout status deployment/fore --timeout=90s");
    Process forward = place.start("port-forward service/fore :80");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(forward.getInputStream(), StandardCharsets.UTF_8))) {
      String first = lines.readLine();
      assertTrue(first != null && first.startsWith("Forwarding from 127.0.0.1:"), first);
      String port = first.replaceFirst(".*:(\\d+) ->.*", "$1");
      for (int i = 0; i < 20; i++) {
        assertTrue(Lab.page("http://127.0.0.1:" + port + "/").startsWith("fore-"));
      }
    } finally {
      forward.destroy();
    }
  }

  @Test
  void aWatchShowsEveryStepOfAPod() throws IOException {
    Process watch = place.start("get pods --watch --no-headers --output-watch-events");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(watch.getInputStream(), StandardCharsets.UTF_8))) {
      Eventually.pause(1000);
      place.apply(Yaml.pod("brief", Yaml.BOX, "sleep 1", "restartPolicy: Never"));
      StringBuilder seen = new StringBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        seen.append(line).append('\n');
        if (line.contains("Completed")) {
          break;
        }
      }
      holds(seen.toString(), "ADDED", "Pending", "ContainerCreating", "Running", "Completed");
    } finally {
      watch.destroy();
    }
    assertEquals("Succeeded", place.kubectl("get pod brief -o jsonpath='{.status.phase}'"));
  }

  @Test
  void serverSideApplySaysWhoOwnsAFieldAndCanTakeItOver() {
    String yaml =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shared}\ndata: {color: VALUE}\n";
    holds(
        place
            .run("apply --server-side --field-manager=first -f -", yaml.replace("VALUE", "red"))
            .orFail(),
        "serverside-applied");
    Shell.Result second =
        place.run("apply --server-side --field-manager=second -f -", yaml.replace("VALUE", "blue"));
    assertNotEquals(0, second.code());
    holds(second.err(), "conflict", "\"first\"", ".data.color");
    assertEquals("red", place.kubectl("get cm shared -o jsonpath='{.data.color}'"));
    place
        .run(
            "apply --server-side --field-manager=second --force-conflicts -f -",
            yaml.replace("VALUE", "blue"))
        .orFail();
    assertEquals("blue", place.kubectl("get cm shared -o jsonpath='{.data.color}'"));
    holds(
        place.kubectl("get cm shared -o yaml --show-managed-fields"),
        "manager: second",
        "operation: Apply",
        "f:color");
    // The first one's entry owned nothing any more.
    assertEquals(
        "second",
        place.kubectl("get cm shared -o jsonpath='{.metadata.managedFields[*].manager}'"));
  }

  @Test
  void questionsAboutTheClusterAreAnswered() {
    holds(place.kubectl("version"), "Server Version: v1.36");
    holds(place.kubectl("cluster-info"), "control plane");
    holds(
        place.kubectl("get nodes -o wide"),
        "n1",
        "n2",
        "Ready",
        "v1.36",
        "INTERNAL-IP",
        "CONTAINER-RUNTIME");
    holds(
        place.kubectl("describe node n1"),
        "Capacity:",
        "Allocatable:",
        "PodCIDR:",
        "KubeletReady",
        "Allocated resources:");
    holds(
        place.kubectl("api-resources"),
        "deployments",
        "deploy",
        "apps/v1",
        "networkpolicies",
        "customresourcedefinitions");
    holds(
        place.kubectl("api-resources --verbs=list --namespaced -o name"),
        "pods",
        "leases.coordination.k8s.io");
    holds(place.kubectl("api-versions"), "apps/v1", "rbac.authorization.k8s.io/v1");
    holds(
        place.kubectl("explain deployment.spec.strategy"),
        "KIND:       Deployment",
        "rollingUpdate",
        "Recreate");
    holds(
        place.kubectl("explain pod.spec.containers --recursive"), "livenessProbe", "<[]Container>");
    holds(place.kubectl("get --raw /readyz"), "ok");
    assertEquals("yes", place.kubectl("auth can-i create deployments"));
    Shell.Result no =
        place.run("auth can-i delete nodes --as=system:serviceaccount:default:default");
    assertEquals("no", no.out().strip());
    assertEquals(1, no.code());
    holds(place.kubectl("auth can-i --list"), "Resources", "[*]");
    holds(place.kubectl("auth whoami"), "kubernetes-admin", "system:masters");
    holds(
        place.kubectl("get namespaces"),
        "kube-system",
        "kube-public",
        "kube-node-lease",
        "default");
    holds(place.kubectl("get service -n default kubernetes"), "10.96.0.1", "443/TCP");
    holds(place.kubectl("get -n kube-node-lease leases"), "n1", "n2");
  }

  @Test
  void objectsAreMadeOnTheCommandLine() {
    place.kubectl("create deployment quick --image=" + Yaml.WEB + " --replicas=1");
    place.kubectl("wait --for=condition=Available --timeout=60s deployment/quick");
    place.kubectl("create configmap plain --from-literal=a=1 --from-literal=b=2");
    place.kubectl("create secret generic hidden --from-literal=password=geheim");
    assertEquals("Z2VoZWlt", place.kubectl("get secret hidden -o jsonpath='{.data.password}'"));
    holds(place.kubectl("describe secret hidden"), "password:  6 bytes");
    place.kubectl("create serviceaccount robot");
    assertEquals(3, place.kubectl("create token robot").split("\\.").length);
    place.kubectl("create role reader --verb=get,list --resource=pods");
    place.kubectl(
        "create rolebinding reads --role=reader --serviceaccount=" + place.namespace() + ":robot");
    String robot = "--as=system:serviceaccount:" + place.namespace() + ":robot";
    Eventually.equal(5, "yes", () -> place.run("auth can-i list pods " + robot).out().strip());
    assertEquals("no", place.run("auth can-i delete pods " + robot).out().strip());
    Shell.Result refused = place.run("delete pod any " + robot);
    holds(refused.err(), "Forbidden", "cannot delete resource \"pods\"");
    holds(
        place.kubectl(
            "run once --image=" + Yaml.BOX + " --restart=Never --rm -i --quiet -- echo done"),
        "done");
    holds(
        place
            .run(
                "create -f -",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: piped-}\n")
            .orFail(),
        "configmap/piped-");
    place.kubectl("patch configmap plain --type=merge -p '{\"data\":{\"a\":\"3\"}}'");
    place.kubectl(
        "patch configmap plain --type=json -p '[{\"op\":\"remove\",\"path\":\"/data/b\"}]'");
    assertEquals("{\"a\":\"3\"}", place.kubectl("get configmap plain -o jsonpath='{.data}'"));
    Shell.Result difference =
        place.run(
            "diff -f -",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain, namespace: "
                + place.namespace()
                + "}\ndata: {a: \"4\"}\n");
    assertEquals(1, difference.code());
    holds(difference.out(), "-  a: \"3\"", "+  a: \"4\"");
    place.kubectl("delete configmaps plain --wait");
    assertNotEquals(0, place.run("get configmap plain").code());
  }
}
