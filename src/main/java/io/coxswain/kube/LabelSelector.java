package io.coxswain.kube;

import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A label selector: a conjunction of requirements, read from its text form (list options) or its
 * object form ({@code metav1.LabelSelector}, or the plain map of a Service).
 */
public final class LabelSelector {
  public static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);
  public static final LabelSelector NOTHING = new LabelSelector(List.of(), true);

  /**
   * {@code key op values}; {@code EQUALS} and {@code NOT_EQUALS} carry one value, {@code GT} and
   * {@code LT} one integer.
   */
  public record Requirement(String key, Op op, Set<String> values) {
    boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (op) {
        case IN, EQUALS -> value != null && values.contains(value);
        case NOT_IN, NOT_EQUALS -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case NOT_EXISTS -> value == null;
        case GT, LT -> compares(value);
      };
    }

    private boolean compares(String value) {
      try {
        long bound = Long.parseLong(values.iterator().next());
        long number = Long.parseLong(value);
        return op == Op.GT ? number > bound : number < bound;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    @Override
    public String toString() {
      String list = values.stream().sorted().collect(Collectors.joining(","));
      return switch (op) {
        case IN -> key + " in (" + list + ")";
        case NOT_IN -> key + " notin (" + list + ")";
        case EQUALS -> key + "=" + list;
        case NOT_EQUALS -> key + "!=" + list;
        case EXISTS -> key;
        case NOT_EXISTS -> "!" + key;
        case GT -> key + ">" + list;
        case LT -> key + "<" + list;
      };
    }
  }

  /** The operators. */
  public enum Op {
    IN,
    NOT_IN,
    EQUALS,
    NOT_EQUALS,
    EXISTS,
    NOT_EXISTS,
    GT,
    LT
  }

  private final List<Requirement> requirements;
  private final boolean nothing;

  private LabelSelector(List<Requirement> requirements, boolean nothing) {
    this.requirements = // in the order in which upstream shows them
        requirements.stream().sorted(Comparator.comparing(Requirement::key)).toList();
    this.nothing = nothing;
  }

  public static LabelSelector of(List<Requirement> requirements) {
    return requirements.isEmpty() ? EVERYTHING : new LabelSelector(requirements, false);
  }

  /** Every pair must match; an empty map matches everything. */
  public static LabelSelector ofMap(Map<String, String> labels) {
    List<Requirement> out = new ArrayList<>();
    labels.forEach((k, v) -> out.add(new Requirement(k, Op.EQUALS, Set.of(v))));
    return of(out);
  }

  /**
   * From a {@code metav1.LabelSelector}: {@code null} selects nothing, an empty one everything
   * (metav1.LabelSelectorAsSelector).
   *
   * @throws ApiException BadRequest for an unknown operator
   */
  public static LabelSelector ofObject(JsonObject selector) {
    if (selector == null) {
      return NOTHING;
    }
    List<Requirement> out = new ArrayList<>();
    selector
        .object("matchLabels")
        .stringMap()
        .forEach((k, v) -> out.add(new Requirement(k, Op.EQUALS, Set.of(v))));
    for (JsonObject expression : selector.objects("matchExpressions")) {
      out.add(ofExpression(expression));
    }
    return of(out);
  }

  /** From a requirement of a label selector or of a node selector term. */
  public static Requirement ofExpression(JsonObject expression) {
    Op op =
        switch (expression.string("operator", "")) {
          case "In" -> Op.IN;
          case "NotIn" -> Op.NOT_IN;
          case "Exists" -> Op.EXISTS;
          case "DoesNotExist" -> Op.NOT_EXISTS;
          case "Gt" -> Op.GT;
          case "Lt" -> Op.LT;
          default ->
              throw ApiException.badRequest(
                  "\""
                      + expression.string("operator", "")
                      + "\" is not a valid label selector operator");
        };
    return new Requirement(
        expression.string("key", ""), op, new TreeSet<>(expression.strings("values")));
  }

  /**
   * Reads the text form, such as {@code a=b,c!=d,e in (f,g),!h}.
   *
   * @throws ApiException BadRequest with upstream's words
   */
  public static LabelSelector parse(String text) {
    return text == null || text.isBlank() ? EVERYTHING : of(new LabelSelectorParser(text).parse());
  }

  public boolean matches(Map<String, String> labels) {
    if (nothing) {
      return false;
    }
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  public boolean matches(JsonObject object) {
    return !nothing && (requirements.isEmpty() || matches(Meta.labels(object)));
  }

  public boolean isEverything() {
    return !nothing && requirements.isEmpty();
  }

  public List<Requirement> requirements() {
    return requirements;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelSelector that
        && nothing == that.nothing
        && requirements.equals(that.requirements);
  }

  @Override
  public int hashCode() {
    return requirements.hashCode();
  }

  @Override
  public String toString() {
    return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }
}
