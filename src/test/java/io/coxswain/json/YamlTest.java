package io.coxswain.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class YamlTest {
  private static Json parse(String text) {
    return Yaml.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String error(String text) {
    return assertThrows(JsonException.class, () -> parse(text)).getMessage();
  }

  @Test
  void readsAManifest() {
    Json manifest =
        parse(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              labels: {app: web, "tier": 'front'}
            spec:
              containers:
              - name: c   # a comment
                args: [a, "1", 1]
                tty: true
            """);

    assertEquals(
        JsonParser.parse(
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"labels":{"app":"web","tier":"front"}},
             "spec":{"containers":[{"name":"c","args":["a","1",1],"tty":true}]}}"""),
        manifest);
  }

  @Test
  void resolvesPlainScalarsAsYaml11() {
    assertEquals("[true,false,true,false,null,null]", parse("[yes, Off, ON, n, ~, null]").text());
    assertEquals("[420,420,26,5,-3,1000]", parse("[0644, 0o644, 0x1a, 0b101, -3, 1_000]").text());
    assertEquals("[1.5,1000,0.25]", parse("[1.5, 1e3, .25]").text());
    assertEquals("[\"z\",\"1.2.3\",\"08\",\"-\"]", parse("[z, 1.2.3, \"08\", '-']").text());
    assertEquals("[\"2020-01-01\",\"1:30\"]", parse("[2020-01-01, \"1:30\"]").text());
  }

  @Test
  void quotedAndTaggedScalarsAreStrings() {
    assertEquals("[\"yes\",\"1\",\"2\"]", parse("['yes', \"1\", !!str 2]").text());
  }

  @Test
  void keysBecomeStrings() {
    assertEquals("{\"1\":\"a\",\"true\":\"b\"}", parse("{1: a, yes: b}").text());
  }

  @Test
  void mergeKeysFillInWhatIsMissing() {
    assertEquals(
        parse("{base: {a: 1, b: 2}, it: {b: 3, a: 1}}"),
        parse("base: &base {a: 1, b: 2}\nit:\n  <<: *base\n  b: 3\n"));
  }

  @Test
  void documentsThatAreEmptyDoNotCount() {
    List<Json> all = Yaml.parseAll("---\na: 1\n---\n# nothing\n---\nb: 2\n".getBytes());

    assertEquals(List.of(parse("a: 1"), parse("b: 2")), all);
    assertEquals(JsonNull.NULL, parse(""));
  }

  @Test
  void errorsNameTheLine() {
    assertEquals(
        "yaml: line 2: mapping values are not allowed in this context", error("a: 1\nb: c: d\n"));
    assertTrue(error("a:\n\t- b\n").startsWith("yaml: line 2: "), error("a:\n\t- b\n"));
    assertTrue(error("a: [1, 2\n").startsWith("yaml: line "));
    assertEquals("yaml: line 1: unknown anchor 'x' referenced", error("a: *x"));
    assertEquals("yaml: line 1: anchor 'x' value contains itself", error("a: &x [*x]"));
  }

  @Test
  void duplicateKeysAreReportedAndTheLastWins() {
    List<String> duplicates = new ArrayList<>();

    Json value = Yaml.parse("a: 1\nb: 2\na: 3\n".getBytes(), duplicates::add);

    assertEquals("{\"a\":3,\"b\":2}", value.text());
    assertEquals(List.of("line 3: key \"a\" already set in map"), duplicates);
  }

  @Test
  void aliasesCannotMultiplyWithoutBound() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
    }

    assertTrue(error(bomb.toString()).endsWith("document contains excessive aliasing"));
    assertTrue(error("[".repeat(2_000)).contains("exceeded max depth"));
  }

  @Test
  void writesAsKubectlPrints() {
    Json object =
        JsonParser.parse(
            """
            {"spec":{"containers":[{"name":"c","args":["-c","echo: a","true","12",""],"env":[]}],
              "nodeSelector":{}},
             "kind":"Pod","data":{"script":"a\\nb\\n","open":"a\\nb","time":"2020-01-01T00:00:00Z",
              "odd":"*x","tab":"a\\tb","n":null,"f":0.5,"dash":"- a","url":"http://x:80/#a"}}""");

    assertEquals(
        """
        data:
          dash: '- a'
          f: 0.5
          "n": null
          odd: '*x'
          open: |-
            a
            b
          script: |
            a
            b
          tab: "a\\tb"
          time: "2020-01-01T00:00:00Z"
          url: http://x:80/#a
        kind: Pod
        spec:
          containers:
          - args:
            - -c
            - 'echo: a'
            - "true"
            - "12"
            - ""
            env: []
            name: c
          nodeSelector: {}
        """,
        Yaml.write(object));
  }

  @Test
  void whatIsWrittenReadsBackTheSame() {
    for (String text :
        List.of(
            "yes",
            "0644",
            "1e3",
            "a: b",
            "a #b",
            " x",
            "x ",
            "'q'",
            "\"d\"",
            "a\n\n",
            "\n a",
            "a\n b\n",
            "é\u0001\u0085",
            "-",
            "?",
            ":",
            "---",
            "...",
            "~",
            "{a}",
            "[a]",
            "a:",
            "1:30",
            "%a",
            "@a",
            "a \nb",
            "=",
            "<<",
            "a\rb")) {
      Json value =
          JsonObject.of(
              "k",
              JsonArray.of(
                  Json.of(text), JsonArray.of(Json.of(text)), JsonObject.of(text, Json.of(text))));
      assertEquals(value, parse(Yaml.write(value)), Yaml.write(value));
    }
  }
}
