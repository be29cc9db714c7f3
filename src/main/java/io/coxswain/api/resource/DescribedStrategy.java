package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import java.util.List;
import java.util.function.UnaryOperator;

/** A kind that needs little more than a few rules and its columns. */
final class DescribedStrategy extends StandardStrategy {
  /** Checks one object. */
  interface Rule {
    void check(JsonObject object, List<FieldError> errors);
  }

  /** Checks a change. */
  interface UpdateRule {
    void check(JsonObject object, JsonObject old, List<FieldError> errors);
  }

  private final Columns columns;
  private final Rule rule;
  private final Rule createRule;
  private final Rule statusRule;
  private final UpdateRule updateRule;
  private final UnaryOperator<JsonObject> defaults;

  private DescribedStrategy(
      Traits traits,
      Columns columns,
      Rule rule,
      Rule createRule,
      Rule statusRule,
      UpdateRule updateRule,
      UnaryOperator<JsonObject> defaults) {
    super(traits);
    this.columns = columns;
    this.rule = rule;
    this.createRule = createRule;
    this.statusRule = statusRule;
    this.updateRule = updateRule;
    this.defaults = defaults;
  }

  static DescribedStrategy of(Traits traits) {
    Rule none = (o, e) -> {};
    return new DescribedStrategy(
        traits, Columns.DEFAULT, none, none, none, (o, old, e) -> {}, UnaryOperator.identity());
  }

  DescribedStrategy printed(Columns printed) {
    return new DescribedStrategy(
        traits(), printed, rule, createRule, statusRule, updateRule, defaults);
  }

  DescribedStrategy checked(Rule checked) {
    return new DescribedStrategy(
        traits(), columns, checked, createRule, statusRule, updateRule, defaults);
  }

  /** What only new objects must keep, beside the rest. */
  DescribedStrategy admitted(Rule admitted) {
    return new DescribedStrategy(
        traits(), columns, rule, admitted, statusRule, updateRule, defaults);
  }

  /** What a written status must keep. */
  DescribedStrategy reported(Rule reported) {
    return new DescribedStrategy(
        traits(), columns, rule, createRule, reported, updateRule, defaults);
  }

  DescribedStrategy guarded(UpdateRule guarded) {
    return new DescribedStrategy(
        traits(), columns, rule, createRule, statusRule, guarded, defaults);
  }

  DescribedStrategy defaulted(UnaryOperator<JsonObject> defaulted) {
    return new DescribedStrategy(
        traits(), columns, rule, createRule, statusRule, updateRule, defaulted);
  }

  /** Fields below the top that never change. */
  DescribedStrategy fixed(String... fields) {
    return guarded(
        (object, old, errors) -> {
          for (String field : fields) {
            Check.immutable(field, object.get(field), old.get(field), errors);
          }
        });
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return defaults.apply(object);
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    rule.check(object, errors);
    createRule.check(object, errors);
  }

  @Override
  void validateStatus(JsonObject object, JsonObject old, List<FieldError> errors) {
    statusRule.check(object, errors);
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    rule.check(object, errors);
    updateRule.check(object, old, errors);
  }

  @Override
  public Columns columns() {
    return columns;
  }
}
