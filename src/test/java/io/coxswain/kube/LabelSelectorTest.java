package io.coxswain.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelSelectorTest {
  private static final Map<String, String> WEB = Map.of("app", "web", "tier", "3", "empty", "");

  private static boolean matches(String selector) {
    return LabelSelector.parse(selector).matches(WEB);
  }

  private static String complaint(String selector) {
    return assertThrows(ApiException.class, () -> LabelSelector.parse(selector)).getMessage();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"'));
  }

  @Test
  void requirementsAreAllNeeded() {
    assertTrue(matches("app=web,tier==3"));
    assertFalse(matches("app=web,tier=4"));
    assertTrue(matches(""));
    assertTrue(matches("  "));
  }

  @Test
  void whatIsAbsentIsUnequalToEverything() {
    assertTrue(matches("other!=x"));
    assertTrue(matches("other notin (x,y)"));
    assertTrue(matches("!other"));
    assertFalse(matches("!app"));
    assertFalse(matches("other in (x)"));
    assertFalse(matches("other"));
    assertTrue(matches("app"));
  }

  @Test
  void theEmptyTextIsAValue() {
    assertTrue(matches("empty="));
    assertTrue(matches("empty= ,app=web"));
    assertTrue(matches("empty in ()"));
    assertTrue(matches("empty in (,x)"));
    assertTrue(matches("empty in (x,,y)"));
    assertTrue(matches("empty in (x,)"));
    assertFalse(matches("app in (,x)"));
  }

  @Test
  void numbersAreCompared() {
    assertTrue(matches("tier>2"));
    assertTrue(matches("tier<10"));
    assertFalse(matches("tier>3"));
    assertFalse(matches("app>1"));
    assertFalse(matches("other<1"));
  }

  @Test
  void wordsOfTheGrammarAreKeysAndValuesToo() {
    assertTrue(LabelSelector.parse("in in (in,notin)").matches(Map.of("in", "notin")));
    assertTrue(LabelSelector.parse("notin").matches(Map.of("notin", "")));
  }

  @Test
  void theTextIsSortedByKey() {
    assertEquals(
        "a=x,b!=y,c in (p,q),d notin (r),e,!f,g>1,h<2",
        LabelSelector.parse("h<2,g>1,!f,e,d notin (r),c in (q, p),b!=y,a==x").toString());
  }

  @Test
  void objectsAreReadAsUpstreamShowsThem() {
    LabelSelector selector =
        LabelSelector.ofObject(
            json(
                """
                {'matchLabels':{'app':'web'},'matchExpressions':[
                  {'key':'tier','operator':'In','values':['3']},
                  {'key':'zone','operator':'DoesNotExist'}]}
                """));
    assertEquals("app=web,tier in (3),!zone", selector.toString());
    assertTrue(selector.matches(WEB));
    assertFalse(LabelSelector.ofObject(null).matches(WEB));
    assertTrue(LabelSelector.ofObject(JsonObject.EMPTY).matches(WEB));
    assertEquals(
        "\"Near\" is not a valid label selector operator",
        assertThrows(
                ApiException.class,
                () ->
                    LabelSelector.ofObject(
                        json("{'matchExpressions':[{'key':'a','operator':'Near'}]}")))
            .getMessage());
  }

  @Test
  void mistakesAreToldInUpstreamsWords() {
    String operators = "expected: in, notin, =, ==, !=, gt, lt";
    assertEquals("unable to parse requirement: found 'b', " + operators, complaint("a b"));
    assertEquals("found '==', expected: ',' or 'end of string'", complaint("a==b==c"));
    assertEquals("found '=', expected: ',' or 'end of string'", complaint("!a=b"));
    assertEquals("found '', expected: identifier after ','", complaint("a,"));
    assertEquals("found ',', expected: !, identifier, or 'end of string'", complaint(",a"));
    assertEquals("unable to parse requirement: found '', expected: identifier", complaint("!"));
    assertEquals("unable to parse requirement: found 'b' expected: '('", complaint("a in b"));
    assertEquals(
        "unable to parse requirement: found '', expected: ',' or ')'", complaint("a in (b"));
    assertEquals(
        "unable to parse requirement: found '=', expected: ',', ')' or identifier",
        complaint("a in (=)"));
  }

  @Test
  void keysAndValuesAreChecked() {
    assertEquals(
        "unable to parse requirement: values[0]: Invalid value: \"x\":"
            + " for 'Gt', 'Lt' operators, the value must be an integer",
        complaint("a>x"));
    assertTrue(
        complaint("a=b@c")
            .startsWith(
                "unable to parse requirement: values[0][a]: Invalid value: \"b@c\": a valid label"
                    + " must be an empty string or consist of"));
    assertTrue(
        complaint("a in (fine, -x, " + "y".repeat(64) + ")")
            .startsWith("unable to parse requirement: [values[0][a]: Invalid value: \"-x\": "));
    assertTrue(
        complaint("a/b/c=d")
            .startsWith(
                "unable to parse requirement: <nil>: Invalid value: \"a/b/c\": a valid label key"
                    + " must consist of"));
    assertTrue(complaint("/a").endsWith("prefix part must be non-empty"));
  }
}
