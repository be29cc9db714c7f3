package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** A node is switched off and on while the server is out of its reach: a boat on the open sea. */
@Isolated
class RebootedNodeTest {
  @RegisterExtension final Place place = new Place();

  @AfterEach
  void mend() {
    Lab.mend(2);
    place.kubectl("wait --for=condition=Ready --timeout=60s node/n2");
    Eventually.equal(30, "", () -> place.kubectl("get node n2 -o jsonpath='{.spec.taints}'"));
  }

  /** A web server on n2 that serves a config map, and knows its service account. */
  private String server() {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: page}
        data: {index.html: harbour}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: key}
        stringData: {word: anchor}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: sailor
          labels: {app: sailor}
        spec:
          nodeName: n2
          tolerations: [{operator: Exists}]
          containers:
          - name: web
            image: docker.io/library/nginx:1.25
            env:
            - {name: WORD, valueFrom: {secretKeyRef: {name: key, key: word}}}
            ports: [{containerPort: 80}]
            readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}
            volumeMounts: [{name: page, mountPath: /usr/share/nginx/html}]
          volumes:
          - name: page
            configMap: {name: page}
        """;
  }

  /** A shell line in a running container of the rebooted node, by Podman: no server is asked. */
  private String inside(String container, String line) {
    String find =
        "podman ps -q --filter label=io.kubernetes.pod.namespace="
            + place.namespace()
            + " --filter label=io.kubernetes.container.name="
            + container;
    return Lab.on(2, "podman exec $(" + find + ") sh -c '" + line + "'").orFail();
  }

  @Test
  void podsServicesAndNamesComeBackWithoutAServerAndNothingMovesWhenItReturns() {
    place.apply(server() + "---\n" + Yaml.service("sailor", "sailor", "type: NodePort"));
    place.ready("sailor");
    String address = place.kubectl("get service sailor -o jsonpath='{.spec.clusterIP}'");
    String port = place.kubectl("get service sailor -o jsonpath='{.spec.ports[0].nodePort}'");
    String name = "sailor." + place.namespace() + ".svc.cluster.local";
    String ip = place.pod("sailor").getStatus().getPodIP();
    Eventually.equal(20, "harbour", () -> Lab.on(2, "curl -sm 2 http://" + address + "/").orFail());
    Eventually.pause(4000); // what changes is written to the disk within seconds

    Lab.cut(2);
    Lab.lab("reboot", "2");
    Eventually.equal(60, "harbour", () -> Lab.on(2, "curl -sm 2 http://" + address + "/").orFail());
    Eventually.equal(
        20, "harbour", () -> Lab.on(2, "curl -sm 2 http://127.0.0.1:" + port + "/").orFail());
    Eventually.equal(20, "harbour", () -> inside("web", "timeout 3 wget -qO- http://" + name));
    assertEquals("anchor", inside("web", "echo $WORD"));
    String token = "/var/run/secrets/kubernetes.io/serviceaccount/";
    assertTrue(inside("web", "cat " + token + "token").length() > 100);
    assertTrue(inside("web", "cat " + token + "ca.crt").startsWith("-----BEGIN"));
    String container = inside("web", "cat /proc/1/stat");

    Lab.mend(2);
    place.kubectl("wait --for=condition=Ready --timeout=60s node/n2");
    place.ready("sailor");
    assertEquals(ip, place.pod("sailor").getStatus().getPodIP());
    Eventually.pause(2000);
    assertEquals(container.split(" ")[21], inside("web", "cat /proc/1/stat").split(" ")[21]);
    assertEquals("harbour", Lab.on(2, "curl -sm 2 http://" + address + "/").orFail());
  }
}
