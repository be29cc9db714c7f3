package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Requests that make no sense get upstream's status and leave nothing behind. */
class BadInputTest {
  @RegisterExtension final Place place = new Place();
  @TempDir Path folder;

  private Shell.Result post(String body, String contentType, String path) {
    return send("POST", body, contentType, path);
  }

  /** The raw answer: the body, then the code on a line of its own. */
  private Shell.Result send(String method, String body, String contentType, String path) {
    try {
      Path file = Files.writeString(folder.resolve("body"), body);
      Path cert = folder.resolve("cert");
      if (Files.notExists(cert)) {
        for (String part : new String[] {"client-certificate", "client-key"}) {
          String data =
              place.kubectl(
                  "config view --raw -o jsonpath='{.users[0].user." + part + "-data}' | base64 -d");
          Files.writeString(
              folder.resolve(part.equals("client-key") ? "key" : "cert"), data + "\n");
        }
      }
      String line =
          "curl -sk -m 30 -X "
              + method
              + " --cert "
              + cert
              + " --key "
              + folder.resolve("key")
              + " -H 'Content-Type: "
              + contentType
              + "' --data-binary @"
              + file
              + " -w '\\n%{http_code}' 'https://"
              + Lab.address(1)
              + ":6443"
              + path
              + "'";
      return Shell.run(
          java.time.Duration.ofSeconds(40),
          java.util.Map.of(),
          "",
          java.util.List.of("sh", "-c", line));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void refused(int code, String reason, String message, Shell.Result answer) {
    String body = answer.orFail();
    assertTrue(body.endsWith("\n" + code), () -> "not " + code + ": " + body);
    assertTrue(body.replace("\": \"", "\":\"").contains("\"reason\":\"" + reason + "\""), body);
    assertTrue(body.contains(message), body);
  }

  private String maps() {
    return "/api/v1/namespaces/" + place.namespace() + "/configmaps";
  }

  private String pods() {
    return "/api/v1/namespaces/" + place.namespace() + "/pods";
  }

  private void nothingStored() {
    assertEquals(
        "configmap/kube-root-ca.crt",
        place.kubectl("get configmaps,pods,services,deployments -o name"));
  }

  @Test
  void brokenBodiesAreBadRequests() {
    refused(400, "BadRequest", "", post("{\"kind\":", "application/json", maps()));
    refused(400, "BadRequest", "", post("a: [b", "application/yaml", maps()));
    refused(400, "BadRequest", "", post("[1,2]", "application/json", maps()));
    refused(400, "BadRequest", "", post("", "application/json", maps()));
    refused(
        400,
        "BadRequest",
        "",
        post("k8s\\0garbage", "application/vnd.kubernetes.protobuf", maps()));
    refused(415, "UnsupportedMediaType", "", post("<a/>", "application/xml", maps()));
    refused(
        400,
        "BadRequest",
        "cannot be handled as a ConfigMap",
        post(
            "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"}}",
            "application/json",
            maps()));
    refused(
        400,
        "BadRequest",
        "ConfigMap",
        post(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"a\":1}}",
            "application/json",
            maps()));
    refused(
        400,
        "BadRequest",
        "",
        post(
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"containers\":\"none\"}}",
            "application/json",
            pods()));
    refused(
        400,
        "BadRequest",
        "namespace",
        post(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"namespace\":\"other\"}}",
            "application/json",
            maps()));
    nothingStored();
  }

  @Test
  void unknownFieldsAreRefusedWhenStrictAndWarnedOfOtherwise() {
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"nmae\":\"b\"},\"dtaa\":{}}";
    refused(
        400,
        "BadRequest",
        "strict decoding error: unknown field",
        post(body, "application/json", maps() + "?fieldValidation=Strict"));
    nothingStored();
    Shell.Result typed =
        place.run("apply -f -", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndtaa: {}\n");
    assertNotEquals(0, typed.code());
    assertTrue(typed.err().contains("unknown field \"dtaa\""), typed.err());
    Shell.Result warned =
        place.run(
            "apply --validate=warn -f -",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndtaa: {}\n");
    assertEquals(0, warned.code(), warned.err());
    assertTrue(warned.err().contains("Warning: unknown field \"dtaa\""), warned.err());
  }

  @Test
  void unknownKindsAndPathsAreNotFound() {
    Shell.Result kind =
        place.run("apply -f -", "apiVersion: example.com/v1\nkind: Nothing\nmetadata: {name: a}\n");
    assertNotEquals(0, kind.code());
    assertTrue(
        kind.err()
            .contains(
                "no matches for kind \"Nothing\" in version \"example.com/v1\"\n"
                    + "ensure CRDs are installed first"),
        kind.err());
    refused(404, "NotFound", "", send("GET", "", "application/json", maps() + "/none"));
    assertTrue(send("GET", "", "application/json", "/api/v1/nothings").out().endsWith("404"));
    assertTrue(
        send("GET", "", "application/json", "/apis/none.example.com/v1").out().endsWith("404"));
    refused(
        404,
        "NotFound",
        "",
        post(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}",
            "application/json",
            "/api/v1/namespaces/nowhere/configmaps"));
    refused(405, "MethodNotAllowed", "", send("PUT", "{}", "application/json", maps()));
  }

  @Test
  void whatIsTooLargeIsRefused() {
    String large = "x".repeat(1_100_000);
    refused(
        422,
        "Invalid",
        "Too long",
        post(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"a\":\""
                + large
                + "\"}}",
            "application/json",
            maps()));
    String huge = "x".repeat(4_000_000);
    refused(
        413,
        "RequestEntityTooLarge",
        "",
        post(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"a\":\""
                + huge
                + "\"}}",
            "application/json",
            maps()));
    nothingStored();
    assertEquals("ok", place.kubectl("get --raw /readyz"));
  }

  @Test
  void senselessObjectsAreInvalidWithEveryCauseNamed() {
    refused(
        422,
        "Invalid",
        "metadata.name",
        post(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"Not A Name\"}}",
            "application/json",
            maps()));
    refused(
        422,
        "Invalid",
        "name or generateName is required",
        post(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{}}",
            "application/json",
            maps()));
    refused(
        422,
        "Invalid",
        "spec.containers",
        post(
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},\"spec\":{}}",
            "application/json",
            pods()));
    refused(
        422,
        "Invalid",
        "spec.containers[0].image",
        post(
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"containers\":[{\"name\":\"a\"}]}}",
            "application/json",
            pods()));
    Shell.Result deployment =
        place.run(
            "create -f -",
            Yaml.web("bad", 1).replace("matchLabels: {app: bad}", "matchLabels: {app: other}"));
    assertTrue(
        deployment.err().contains("`selector` does not match template `labels`"), deployment.err());
    Shell.Result port =
        place.run("create -f -", Yaml.service("bad", "bad", "").replace("port: 80", "port: 80000"));
    assertTrue(port.err().contains("must be between 1 and 65535"), port.err());
    nothingStored();
  }

  @Test
  void changesThatMayNotBeAreRefused() {
    place.apply(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: fixed}\ndata: {a: \"1\"}\nimmutable: true\n");
    Shell.Result fixed =
        place.run("patch configmap fixed --type=merge -p '{\"data\":{\"a\":\"2\"}}'");
    assertTrue(fixed.err().contains("field is immutable when `immutable` is set"), fixed.err());
    refused(
        409,
        "AlreadyExists",
        "already exists",
        post(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"fixed\"}}",
            "application/json",
            maps()));
    refused(
        409,
        "Conflict",
        "the object has been modified",
        send(
            "PUT",
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"fixed\",\"resourceVersion\":\"1\"},\"data\":{\"a\":\"1\"},\"immutable\":true}",
            "application/json",
            maps() + "/fixed"));
    place.apply(Yaml.waiting("still", ""));
    Shell.Result pod =
        place.run("patch pod still --type=merge -p '{\"spec\":{\"hostname\":\"other\"}}'");
    assertTrue(pod.err().contains("pod updates may not change fields other than"), pod.err());
    Shell.Result patch =
        place.run(
            "patch configmap fixed --type=json -p '[{\"op\":\"remove\",\"path\":\"/data/none\"}]'");
    assertNotEquals(0, patch.code());
    assertTrue(
        send("PATCH", "{", "application/merge-patch+json", maps() + "/fixed")
            .out()
            .endsWith("400"));
  }

  @Test
  void strictValidationNamesWhatIsTooMuchInTheOrderOfTheBody() {
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"oops\":1},"
            + "\"immutable\":false,\"immutable\":true,\"zeal\":1,\"alas\":1}";
    refused(
        400,
        "BadRequest",
        "strict decoding error: unknown field \\\"metadata.oops\\\", duplicate field"
            + " \\\"immutable\\\", unknown field \\\"zeal\\\", unknown field \\\"alas\\\"",
        post(body, "application/json", maps() + "?fieldValidation=Strict"));
    nothingStored();
    String stored = post(body, "application/json", maps() + "?fieldValidation=Ignore").orFail();
    assertTrue(stored.endsWith("\n201"), stored);
  }

  @Test
  void patchesThatDoNotFitAreInvalid() {
    place.kubectl("create configmap a");
    refused(
        422,
        "Invalid",
        "patch: Invalid value",
        send("PATCH", "{\"data\":{\"a\":1}}", "application/merge-patch+json", maps() + "/a"));
    refused(
        422,
        "Invalid",
        "patch: Invalid value",
        send(
            "PATCH",
            "{\"nowhere\":1}",
            "application/merge-patch+json",
            maps() + "/a?fieldValidation=Strict"));
    assertEquals("", place.kubectl("get configmap a -o jsonpath={.data}"));
  }
}
