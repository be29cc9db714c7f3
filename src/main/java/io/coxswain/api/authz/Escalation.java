package io.coxswain.api.authz;

import io.coxswain.api.authn.UserInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Nobody may grant what they do not have (upstream: rbac/validation rule.go and policy_compact).
 * Pure: rules in, uncovered rules out.
 */
public final class Escalation {
  private Escalation() {}

  /**
   * The parts of {@code wanted} that {@code owned} does not cover; each has one verb and one
   * resource or URL. Empty: all is covered.
   */
  public static List<PolicyRule> uncovered(List<PolicyRule> owned, List<PolicyRule> wanted) {
    List<PolicyRule> out = new ArrayList<>();
    for (PolicyRule rule : wanted) {
      for (PolicyRule part : split(rule)) {
        if (owned.stream().noneMatch(owner -> covers(owner, part))) {
          out.add(part);
        }
      }
    }
    return out;
  }

  /** One part per combination of group, resource, name and verb, and of URL and verb. */
  static List<PolicyRule> split(PolicyRule rule) {
    List<PolicyRule> out = new ArrayList<>();
    List<String> names = rule.resourceNames().isEmpty() ? List.of("") : rule.resourceNames();
    for (String group : rule.apiGroups()) {
      for (String resource : rule.resources()) {
        for (String name : names) {
          for (String verb : rule.verbs()) {
            out.add(
                new PolicyRule(
                    List.of(verb),
                    List.of(group),
                    List.of(resource),
                    name.isEmpty() ? List.of() : List.of(name),
                    List.of()));
          }
        }
      }
    }
    for (String url : rule.nonResourceUrls()) {
      for (String verb : rule.verbs()) {
        out.add(new PolicyRule(List.of(verb), List.of(), List.of(), List.of(), List.of(url)));
      }
    }
    return out;
  }

  private static boolean covers(PolicyRule owner, PolicyRule part) {
    String verb = part.verbs().getFirst();
    if (!PolicyRule.has(owner.verbs(), verb)) {
      return false;
    }
    if (!part.nonResourceUrls().isEmpty()) {
      return coversUrl(owner, part.nonResourceUrls().getFirst());
    }
    String[] resource = part.resources().getFirst().split("/", 2);
    boolean names =
        owner.resourceNames().isEmpty()
            || (!part.resourceNames().isEmpty()
                && owner.resourceNames().containsAll(part.resourceNames()));
    return names
        && PolicyRule.has(owner.apiGroups(), part.apiGroups().getFirst())
        && owner.allowsResource(resource[0], resource.length > 1 ? resource[1] : "");
  }

  private static boolean coversUrl(PolicyRule owner, String url) {
    for (String own : owner.nonResourceUrls()) {
      if (own.equals(url)
          || (own.endsWith("*") && url.startsWith(own.substring(0, own.length() - 1)))) {
        return true;
      }
    }
    return false;
  }

  /** Upstream's refusal; {@code missing} as {@link #uncovered} gives it. */
  public static String message(UserInfo user, List<PolicyRule> missing) {
    StringBuilder out = new StringBuilder("user ");
    out.append('"').append(user.name()).append("\" (groups=[");
    for (int i = 0; i < user.groups().size(); i++) {
      out.append(i == 0 ? "\"" : " \"").append(user.groups().get(i)).append('"');
    }
    out.append("]) is attempting to grant RBAC permissions not currently held:");
    missing.stream()
        .map(PolicyRule::toString)
        .sorted()
        .distinct()
        .forEach(rule -> out.append('\n').append(rule));
    return out.toString();
  }
}
