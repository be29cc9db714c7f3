package io.coxswain.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonParserTest {
  private static JsonObject without(String text, JsonParser.Unwanted unwanted) {
    byte[] line = ("\n" + text + "\n").getBytes(StandardCharsets.UTF_8);
    return JsonParser.parseObject(line, 1, line.length - 2, unwanted);
  }

  @Test
  void duplicatesAreReportedByTheirPathsAndTheLastWins() {
    List<String> duplicates = new ArrayList<>();
    Json value =
        JsonParser.parse(
            """
            {"kind": "Pod", "spec": {"containers": [{"name": "a"}, {"name": "b", "env":
              [{"name": "x", "value": 1, "value": {"y": 1}}], "name": "c"}], "hostNetwork": true},
              "kind": "Service"}
            """
                .getBytes(StandardCharsets.UTF_8),
            duplicates::add);
    assertEquals(
        List.of("spec.containers[1].env[0].value", "spec.containers[1].name", "kind"), duplicates);
    assertEquals("Service", ((JsonObject) value).string("kind"));
  }

  @Test
  void whatIsUnwantedIsReadOver() {
    String text =
        """
        {"type":"ADDED","object":{"metadata":{"name":"a","managedFields":[{"fieldsV1":{"f:x":{}}}]},\
        "spec":{"metadata":{"managedFields":1}},"items":[{"metadata":{"managedFields":[]}}]}}\
        """;
    assertEquals(
        """
        {"type":"ADDED","object":{"metadata":{"name":"a"},"spec":{"metadata":{"managedFields":1}},\
        "items":[{"metadata":{"managedFields":[]}}]}}\
        """,
        JsonWriter.text(
            without(
                text,
                (depth, parent, name) ->
                    depth == 2 && parent.equals("metadata") && name.equals("managedFields"))));
    assertEquals(
        """
        {"type":"ADDED","object":{"metadata":{"name":"a","managedFields":[{"fieldsV1":{"f:x":{}}}]}}}\
        """,
        JsonWriter.text(
            without(text, (depth, parent, name) -> depth == 1 && !name.equals("metadata"))));
  }

  @Test
  void anArrayDoesNotDeepenWhatIsInIt() {
    assertEquals(
        "{\"items\":[{\"a\":1},[{\"a\":3}]]}",
        JsonWriter.text(
            without(
                "{\"items\":[{\"a\":1,\"b\":2},[{\"b\":[1,{}],\"a\":3}]]}",
                (depth, parent, name) ->
                    depth == 1 && parent.equals("items") && name.equals("b"))));
  }

  @Test
  void whatIsUnwantedMustStillBeJson() {
    assertThrows(JsonException.class, () -> without("{\"a\":{\"b\":}}", (d, p, n) -> d == 0));
    assertThrows(JsonException.class, () -> without("{\"a\":1} 2", (d, p, n) -> d == 0));
  }
}
