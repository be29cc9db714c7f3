package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Names, addresses and ports, from everywhere to everywhere. */
class NetworkTest {
  @RegisterExtension final Place place = new Place();

  private String curl(String pod, String url) {
    return place.in(pod, "curl -sf -m 5 " + url);
  }

  private String onNode(int node, String url) {
    return Lab.on(node, "curl -sf -m 5 " + url).orFail();
  }

  private String field(String service, String path) {
    return place.kubectl("get service " + service + " -o jsonpath='{" + path + "}'");
  }

  /** A web server on each node, behind one Service, and a pod that asks on each node. */
  private void twoNodes(String service) {
    String spread = "      nodeName: n2\n      containers:";
    place.apply(
        Yaml.web("one", 1)
                .replace("app: one", "app: both, part: one")
                .replace("      containers:", spread.replace("n2", "n1"))
            + "---\n"
            + Yaml.web("two", 1)
                .replace("app: two", "app: both, part: two")
                .replace("      containers:", spread)
            + "---\n"
            + Yaml.service("both", "both", service)
            + "---\n"
            + Yaml.waiting("ask1", "n1")
            + "---\n"
            + Yaml.waiting("ask2", "n2"));
    place.kubectl("wait --for=condition=Available --timeout=90s deployment/one deployment/two");
    place.ready("ask1", "ask2");
    Eventually.holds(
        10,
        "two endpoints",
        () ->
            place
                    .kubectl("get endpoints both -o jsonpath='{.subsets[*].addresses[*].ip}'")
                    .split(" ")
                    .length
                == 2);
    Eventually.pause(500);
  }

  private Set<String> answers(int times, java.util.function.Supplier<String> ask) {
    return IntStream.range(0, times).mapToObj(i -> ask.get()).collect(Collectors.toSet());
  }

  @Test
  void everyServiceIsReachedByAddressAndPortFromPodsNodesAndOutside() throws Exception {
    twoNodes("type: NodePort");
    String address = field("both", ".spec.clusterIP");
    String port = field("both", ".spec.ports[0].nodePort");
    for (int node = 1; node <= 2; node++) {
      String ask = "ask" + node;
      int here = node;
      assertEquals(
          2, answers(20, () -> curl(ask, "http://" + address + "/")).size(), "both pods answer");
      assertEquals(
          2,
          answers(20, () -> onNode(here, "http://" + address + "/")).size(),
          "to the node itself too");
      assertEquals(
          2, answers(20, () -> Lab.page("http://" + Lab.address(here) + ":" + port + "/")).size());
      assertEquals(
          2,
          answers(20, () -> onNode(here, "http://" + Lab.address(3 - here) + ":" + port + "/"))
              .size());
      assertEquals(
          2, answers(20, () -> curl(ask, "http://" + Lab.address(here) + ":" + port + "/")).size());
      for (Pod pod : place.pods("both")) {
        assertEquals(
            pod.getMetadata().getName(), curl(ask, "http://" + pod.getStatus().getPodIP() + "/"));
        assertEquals(
            pod.getMetadata().getName(),
            onNode(node, "http://" + pod.getStatus().getPodIP() + "/"));
        // Hairpin: a pod reaches itself through its own Service.
        String itself = pod.getMetadata().getName();
        assertEquals(
            2,
            answers(
                    20,
                    () -> place.in(itself, "busybox timeout 5 wget -qO- http://" + address + "/"))
                .size());
      }
    }
    place.apply(
        Yaml.pod(
            "hosted",
            Yaml.TOOLS,
            "trap exit TERM; while :; do sleep 1; done",
            "nodeName: n2\nhostNetwork: true\ndnsPolicy: ClusterFirstWithHostNet"));
    place.ready("hosted");
    assertEquals(2, answers(20, () -> curl("hosted", "http://both/")).size());
    assertEquals(Lab.address(2), place.pod("hosted").getStatus().getPodIP());

    place.kubectl("delete service both");
    Eventually.holds(
        10,
        "nothing listens any more",
        () -> Lab.on(1, "curl -sf -m 1 http://" + Lab.address(1) + ":" + port + "/").code() != 0);
  }

  @Test
  void podsSeeEachOthersRealAddressesAcrossNodes() {
    place.apply(
        Yaml.pod(
                    "mirror",
                    Yaml.TOOLS,
                    "exec busybox nc -lk -p 8000 -e sh -c \"echo \\$NCAT_REMOTE; sleep 0\"",
                    "nodeName: n1")
                .replace(
                    "exec busybox nc -lk -p 8000 -e sh -c \"echo \\$NCAT_REMOTE; sleep 0\"",
                    "httpd -f -vv -p 8000 2>&1")
            + "---\n"
            + Yaml.waiting("far", "n2"));
    place.ready("mirror", "far");
    place.run(
        "exec far -- curl -s -m 5 http://"
            + place.pod("mirror").getStatus().getPodIP()
            + ":8000/nothing");
    String far = place.pod("far").getStatus().getPodIP();
    Eventually.holds(10, "the mirror saw " + far, () -> place.kubectl("logs mirror").contains(far));
  }

  @Test
  void namesOfServicesHeadlessOnesAndPodsAreResolved() {
    place.apply(
        Yaml.web("web", 2)
            + "---\n"
            + Yaml.service("web", "web", "")
            + "---\n"
            + Yaml.service("heads", "web", "clusterIP: None")
            + "---\napiVersion: v1\nkind: Service\nmetadata: {name: away}\nspec: {type: ExternalName, externalName: web."
            + place.namespace()
            + ".svc.cluster.local}\n---\n"
            + Yaml.pod(
                "named", Yaml.BOX, "exec httpd -f -p 80", "hostname: first\nsubdomain: heads2")
            + "---\n"
            + Yaml.service("heads2", "named", "clusterIP: None")
            + "---\n"
            + Yaml.waiting("ask", "n1")
            + "---\n"
            + Yaml.waiting("ask2", "n2"));
    place.kubectl("rollout status deployment/web --timeout=90s");
    place.ready("named", "ask", "ask2");
    String address = field("web", ".spec.clusterIP");
    String zone = place.namespace() + ".svc.cluster.local";
    for (String ask : List.of("ask", "ask2")) {
      Eventually.holds(
          10,
          "the name",
          () -> place.run("exec " + ask + " -- nslookup web." + zone).out().contains(address));
      assertTrue(curl(ask, "http://web/").startsWith("web-"));
      assertTrue(curl(ask, "http://web." + place.namespace() + "/").startsWith("web-"));
      assertTrue(curl(ask, "http://web." + zone + "./").startsWith("web-"));
      assertTrue(curl(ask, "http://away/").startsWith("web-"));
      String heads = place.in(ask, "nslookup heads." + zone);
      for (Pod pod : place.pods("web")) {
        assertTrue(heads.contains(pod.getStatus().getPodIP()), heads);
      }
      String named = place.pod("named").getStatus().getPodIP();
      assertTrue(place.in(ask, "nslookup first.heads2." + zone).contains(named));
      assertTrue(
          place
              .in(
                  ask,
                  "nslookup "
                      + named.replace('.', '-')
                      + "."
                      + place.namespace()
                      + ".pod.cluster.local")
              .contains(named));
      assertEquals(
          "401",
          place.in(
              ask, "curl -sk -m 5 -o /dev/null -w %{http_code} https://kubernetes.default/api"));
      assertNotEquals(0, place.run("exec " + ask + " -- nslookup nothing." + zone).code());
      assertTrue(place.in(ask, "cat /etc/resolv.conf").contains("nameserver 10.96.0.10"));
    }
    assertEquals("first.heads2." + zone, place.in("named", "hostname -f"));
  }

  @Test
  void sessionAffinityKeepsAClientWithOnePod() {
    twoNodes("sessionAffinity: ClientIP");
    String address = field("both", ".spec.clusterIP");
    assertEquals(1, answers(20, () -> curl("ask1", "http://" + address + "/")).size());
    assertEquals(1, answers(20, () -> curl("ask2", "http://" + address + "/")).size());
  }

  @Test
  void aServiceOfOneNodesPodsOnlyKeepsToThem() {
    twoNodes("type: NodePort\n  externalTrafficPolicy: Local\n  internalTrafficPolicy: Local");
    String address = field("both", ".spec.clusterIP");
    String port = field("both", ".spec.ports[0].nodePort");
    assertEquals(
        1, answers(10, () -> Lab.page("http://" + Lab.address(1) + ":" + port + "/")).size());
    assertTrue(Lab.page("http://" + Lab.address(2) + ":" + port + "/").startsWith("two-"));
    assertTrue(curl("ask1", "http://" + address + "/").startsWith("one-"));
    assertTrue(curl("ask2", "http://" + address + "/").startsWith("two-"));
  }

  @Test
  void udpAndSeveralPortsAndHostPortsWork() {
    place.apply(
        Yaml.pod(
                "multi",
                Yaml.BOX,
                "mkdir -p /w; echo eight > /w/index.html; httpd -p 8080 -h /w; exec httpd -f -p 8081 -h /w",
                "nodeName: n2")
            + """
                ports: [{name: first, containerPort: 8080, hostPort: 18080}, {name: second, containerPort: 8081}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: multi}
            spec:
              selector: {app: multi}
              ports: [{name: a, port: 1, targetPort: first}, {name: b, port: 2, targetPort: second}]
            ---
            """
            + Yaml.waiting("ask", "n1"));
    place.ready("multi", "ask");
    Eventually.equal(10, "eight", () -> curl("ask", "http://multi:1/"));
    assertEquals("eight", curl("ask", "http://multi:2/"));
    assertEquals("eight", Lab.page("http://" + Lab.address(2) + ":18080/").strip());
  }
}
