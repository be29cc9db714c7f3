package io.coxswain.api.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectorRulesTest {
  private static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"'));
  }

  private static List<String> problems(String selector) {
    List<FieldError> errors = new ArrayList<>();
    SelectorRules.validate("spec.selector", json(selector), errors);
    return errors.stream().map(FieldError::toString).toList();
  }

  private static List<String> ofExpression(String expression) {
    return problems(
        "{'matchExpressions':[{'key':'a','operator':'Exists'},%s]}".formatted(expression));
  }

  @Test
  void operatorsOnSetsNeedValuesAndTheOthersNone() {
    String at = "spec.selector.matchExpressions[1].";
    assertEquals(
        List.of(
            at + "values: Required value: must be specified when `operator` is 'In' or 'NotIn'"),
        ofExpression("{'key':'b','operator':'NotIn'}"));
    assertEquals(
        List.of(
            at
                + "values: Forbidden: may not be specified when `operator` is 'Exists' or"
                + " 'DoesNotExist'"),
        ofExpression("{'key':'b','operator':'DoesNotExist','values':['x']}"));
    assertEquals(
        List.of(at + "operator: Invalid value: \"Gt\": not a valid selector operator"),
        ofExpression("{'key':'b','operator':'Gt','values':['1']}"));
    assertEquals(List.of(), ofExpression("{'key':'b','operator':'In','values':['x','']}"));
  }

  @Test
  void aBadValueIsNamedByItsPlace() {
    List<String> problems = ofExpression("{'key':'b','operator':'In','values':['x','-y']}");
    assertEquals(1, problems.size());
    assertTrue(
        problems
            .getFirst()
            .startsWith(
                "spec.selector.matchExpressions[1].values[1]: Invalid value: \"-y\": a valid label"),
        problems::toString);
  }

  @Test
  void keysAreLabelNamesInBothForms() {
    List<String> problems =
        problems(
            "{'matchLabels':{'a/b/c':'x'},'matchExpressions':[{'key':'','operator':'Exists'}]}");
    assertEquals(2, problems.size());
    assertTrue(problems.get(0).startsWith("spec.selector.matchLabels: Invalid value: \"a/b/c\": "));
    assertTrue(
        problems.get(1).startsWith("spec.selector.matchExpressions[0].key: Invalid value: \"\": "));
  }

  @Test
  void aSelectorThatIsNoGoodMatchesNothing() {
    JsonObject labels = json("{'a':'x'}");
    assertTrue(SelectorRules.matches(json("{'matchLabels':{'a':'x'}}"), labels));
    assertFalse(
        SelectorRules.matches(json("{'matchExpressions':[{'key':'a','operator':'?'}]}"), labels));
    assertTrue(SelectorRules.isEmpty(JsonObject.EMPTY));
  }
}
