package io.coxswain.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.Answer;
import io.coxswain.json.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FieldValidationTest {
  private static final String PATH = "/apis/apps/v1/namespaces/default/deployments";
  private static final String BODY =
      """
      {"apiVersion":"apps/v1","kind":"Deployment",
       "metadata":{"name":"web","name":"web","odd":1},
       "spec":{"odd":"a","twice":{"x":1,"x":2},"twice":2,"paused":true,"paused":false,
        "selector":{"matchLabels":{"app":"web"}},
        "template":{"metadata":{"labels":{"app":"web"}},
         "spec":{"containers":[{"name":"c","image":"i","odd":1,
          "imagePullPolicy":"Always","imagePullPolicy":"Never"}]}}}}
      """;
  private static final String GOOD =
      """
      {"metadata":{"name":"web"},
       "spec":{"selector":{"matchLabels":{"app":"web"}},
        "template":{"metadata":{"labels":{"app":"web"}},
         "spec":{"containers":[{"name":"c","image":"i"}]}}}}
      """;

  private final ApiFixture api = new ApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private Answer send(String method, String path, String type, String body) {
    return api.send(
        method, path, Map.of("content-type", type), body.getBytes(StandardCharsets.UTF_8));
  }

  private static String message(Answer answer) {
    return JsonParser.parseObject(answer.body()).string("message", "");
  }

  private String patched(String format, String patch) {
    Answer answer = send("PATCH", PATH + "/web?fieldValidation=Strict", format, patch);
    assertEquals(422, answer.code());
    return message(answer);
  }

  @Test
  void jsonIsReportedInTheOrderOfItsText() {
    Answer answer = send("POST", PATH + "?fieldValidation=Strict", "application/json", BODY);
    assertEquals(400, answer.code());
    assertEquals(
        "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error:"
            + " duplicate field \"metadata.name\", unknown field \"metadata.odd\","
            + " unknown field \"spec.odd\", unknown field \"spec.twice\","
            + " duplicate field \"spec.paused\","
            + " unknown field \"spec.template.spec.containers[0].odd\","
            + " duplicate field \"spec.template.spec.containers[0].imagePullPolicy\"",
        message(answer));
  }

  @Test
  void yamlIsReportedByLinesThenByNames() {
    String yaml =
        """
        metadata: {name: web}
        spec:
          odd: 1
          paused: true
          paused: false
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}, odd: 2}
            spec: {containers: [{name: c, image: i}]}
        """;
    Answer answer = send("POST", PATH + "?fieldValidation=Strict", "application/yaml", yaml);
    assertTrue(
        message(answer)
            .endsWith(
                "strict decoding error: yaml: unmarshal errors:\n"
                    + "  line 5: key \"paused\" already set in map,"
                    + " unknown field \"spec.odd\", unknown field \"spec.template.metadata.odd\""),
        message(answer));
  }

  @Test
  void patchesAreReportedWithTheirOwnDuplicates() {
    send("POST", PATH, "application/json", GOOD);
    String changes = "{\"spec\":{\"zodd\":1,\"aodd\":2,\"paused\":true,\"paused\":false}}";
    String problems =
        "strict decoding error: duplicate field \"spec.paused\","
            + " unknown field \"spec.aodd\", unknown field \"spec.zodd\"";
    String merge = patched("application/merge-patch+json", changes);
    assertTrue(merge.startsWith(" \"\" is invalid: patch: Invalid value: \"{"), merge);
    assertTrue(merge.endsWith("\": " + problems), merge);
    assertEquals(
        " \"\" is invalid: patch: Invalid value:"
            + " \"map[spec:map[aodd:2 paused:false zodd:1]]\": "
            + problems,
        patched("application/strategic-merge-patch+json", changes));
    String operations =
        patched(
            "application/json-patch+json",
            "[{\"op\":\"add\",\"path\":\"/spec/odd\",\"value\":{\"x\":1,\"x\":2},\"foo\":1},"
                + "{\"op\":\"add\",\"path\":\"/spec/a\",\"path\":\"/spec/b\",\"value\":1}]");
    assertTrue(
        operations.endsWith(
            "strict decoding error: json patch duplicate field \"[0].value.x\","
                + " json patch unknown field \"[0].foo\", json patch duplicate field \"[1].path\","
                + " unknown field \"spec.b\", unknown field \"spec.odd\""),
        operations);
  }

  @Test
  void aPatchToAnotherTypeIsInvalid() {
    send("POST", PATH, "application/json", GOOD);
    String message = patched("application/merge-patch+json", "{\"spec\":{\"replicas\":\"many\"}}");
    assertTrue(
        message.endsWith(
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of"
                + " type int32"),
        message);
  }

  @Test
  void aPatchThatIsNoJsonIsBad() {
    assertEquals(
        "error decoding patch: unexpected end of JSON input",
        message(send("PATCH", PATH + "/web", "application/merge-patch+json", "{")));
    assertEquals(
        "error decoding patch: json: cannot unmarshal array into Go value of type"
            + " map[string]interface {}",
        message(send("PATCH", PATH + "/web", "application/merge-patch+json", "[1]")));
  }
}
