package io.coxswain.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubeconfigTest {
  private static final Kubeconfig WRITTEN =
      new Kubeconfig(
          "coxswain", "admin", "https://10.0.0.1:6443", "CA\n", "", "CERT\n", "KEY\n", "", "team");

  @Test
  void whatIsWrittenReadsBack() {
    assertEquals(WRITTEN, Kubeconfig.read(WRITTEN.tree(), name -> name));
  }

  @Test
  void theTextIsPlainYaml() {
    assertEquals(
        """
        apiVersion: "v1"
        kind: "Config"
        clusters:
        - name: "coxswain"
          cluster:
            server: "https://10.0.0.1:6443"
            certificate-authority-data: "Q0EK"
        users:
        - name: "admin"
          user:
            client-certificate-data: "Q0VSVAo="
            client-key-data: "S0VZCg=="
        contexts:
        - name: "admin@coxswain"
          context:
            cluster: "coxswain"
            user: "admin"
            namespace: "team"
        current-context: "admin@coxswain"
        """,
        WRITTEN.yaml());
  }

  @Test
  void filesAndTokensAreRead() {
    JsonObject config =
        JsonParser.parseObject(
            """
            {"current-context": "b",
             "clusters": [{"name": "c", "cluster": {"server": "https://c",
               "certificate-authority": "ca.crt", "tls-server-name": "kube"}}],
             "users": [{"name": "u", "user": {"tokenFile": "token"}}],
             "contexts": [{"name": "a", "context": {"cluster": "x", "user": "y"}},
               {"name": "b", "context": {"cluster": "c", "user": "u"}}]}
            """);
    Map<String, String> files = Map.of("ca.crt", "PEM", "token", "secret\n");
    Kubeconfig read = Kubeconfig.read(config, files::get);
    assertEquals("https://c", read.server());
    assertEquals("PEM", read.authorityPem());
    assertEquals("kube", read.tlsServerName());
    assertEquals("secret", read.token());
  }

  @Test
  void aMissingContextIsNamed() {
    JsonObject config = WRITTEN.tree().with("current-context", "gone");
    var error = assertThrows(PkiException.class, () -> Kubeconfig.read(config, name -> name));
    assertTrue(error.getMessage().contains("\"gone\""), error.getMessage());
  }
}
