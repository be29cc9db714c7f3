package io.coxswain.api.authz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.api.authn.UserInfo;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscalationTest {

  /**
   * {@code verbs group resources [names]}, lists by {@code +}; a group of {@code url} is a path.
   */
  private static PolicyRule rule(String text) {
    String[] words = text.strip().split(" ");
    List<String> verbs = List.of(words[0].split("\\+"));
    List<String> targets = List.of(words[2].split("\\+"));
    if (words[1].equals("url")) {
      return new PolicyRule(verbs, List.of(), List.of(), List.of(), targets);
    }
    List<String> names = words.length > 3 ? List.of(words[3].split("\\+")) : List.of();
    String group = words[1].equals("core") ? "" : words[1];
    return new PolicyRule(verbs, List.of(group), targets, names, List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "get core pods, get core pods, true",
    "* * *, get+delete core pods+secrets x, true",
    "get core pods, get+list core pods, false",
    "get core pods, get apps pods, false",
    "get core *, get core pods/log, true",
    "get core pods, get core pods/log, false",
    "get core */scale, get core pods/scale, true",
    "get core pods a+b, get core pods a, true",
    "get core pods a, get core pods a+b, false",
    "get core pods a, get core pods, false",
    "get core pods, get core pods a, true",
    "get url /a/*, get url /a/b, true",
    "get url /a/*, get url /a/*, true",
    "get url /a, get url /a/*, false",
    "* url *, get url /a/*, true",
    "* * *, get url /a, false",
  })
  void nobodyGrantsMoreThanTheyHave(String owned, String wanted, boolean covered) {
    assertEquals(
        covered, Escalation.uncovered(List.of(rule(owned)), List.of(rule(wanted))).isEmpty());
  }

  @Test
  void severalRulesTogetherCoverOne() {
    List<PolicyRule> owned = List.of(rule("get core pods"), rule("list core pods"));
    assertTrue(Escalation.uncovered(owned, List.of(rule("get+list core pods"))).isEmpty());
  }

  @Test
  void theRefusalNamesWhatIsMissing() {
    UserInfo user = new UserInfo("jane", "", List.of("devs", "system:authenticated"), Map.of());
    assertEquals(
        "user \"jane\" (groups=[\"devs\" \"system:authenticated\"]) is attempting to grant RBAC"
            + " permissions not currently held:\n"
            + "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\"]}",
        Escalation.message(user, List.of(rule("get core secrets"))));
  }

  @Test
  void anAggregatedRoleHoldsTheRulesOfThoseItSelects() {
    JsonObject admin =
        role(
            "{'metadata':{'name':'admin'},'aggregationRule':"
                + "{'clusterRoleSelectors':[{'matchLabels':{'to-admin':'true'}}]}}");
    JsonObject one =
        role(
            "{'metadata':{'name':'b','labels':{'to-admin':'true'}},"
                + "'rules':[{'verbs':['get'],'resources':['b']}]}");
    JsonObject two =
        role(
            "{'metadata':{'name':'a','labels':{'to-admin':'true'}},"
                + "'rules':[{'verbs':['get'],'resources':['a']},{'verbs':['get'],'resources':['b']}]}");
    JsonObject other = role("{'metadata':{'name':'c'},'rules':[{'verbs':['*']}]}");
    JsonObject result = Aggregation.aggregate(admin, List.of(admin, one, two, other));
    assertTrue(Aggregation.isAggregated(admin));
    assertEquals(
        role("{'r':[{'verbs':['get'],'resources':['a']},{'verbs':['get'],'resources':['b']}]}")
            .array("r"),
        result.array("rules"));
    assertEquals(result, Aggregation.aggregate(result, List.of(result, one, two, other)));
  }

  private static JsonObject role(String json) {
    return JsonParser.parseObject(json.replace('\'', '"'));
  }
}
