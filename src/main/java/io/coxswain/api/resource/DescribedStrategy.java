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
  private final UpdateRule updateRule;
  private final UnaryOperator<JsonObject> defaults;

  private DescribedStrategy(
      Traits traits,
      Columns columns,
      Rule rule,
      UpdateRule updateRule,
      UnaryOperator<JsonObject> defaults) {
    super(traits);
    this.columns = columns;
    this.rule = rule;
    this.updateRule = updateRule;
    this.defaults = defaults;
  }

  static DescribedStrategy of(Traits traits) {
    return new DescribedStrategy(
        traits, Columns.DEFAULT, (o, e) -> {}, (o, old, e) -> {}, UnaryOperator.identity());
  }

  DescribedStrategy printed(Columns printed) {
    return new DescribedStrategy(traits(), printed, rule, updateRule, defaults);
  }

  DescribedStrategy checked(Rule checked) {
    return new DescribedStrategy(traits(), columns, checked, updateRule, defaults);
  }

  DescribedStrategy guarded(UpdateRule guarded) {
    return new DescribedStrategy(traits(), columns, rule, guarded, defaults);
  }

  DescribedStrategy defaulted(UnaryOperator<JsonObject> defaulted) {
    return new DescribedStrategy(traits(), columns, rule, updateRule, defaulted);
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
