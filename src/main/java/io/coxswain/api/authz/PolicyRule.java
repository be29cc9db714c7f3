package io.coxswain.api.authz;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.util.List;

/** One rule of a Role or ClusterRole (rbac.authorization.k8s.io/v1 PolicyRule). */
public record PolicyRule(
    List<String> verbs,
    List<String> apiGroups,
    List<String> resources,
    List<String> resourceNames,
    List<String> nonResourceUrls) {
  private static final String ALL = "*";

  public static PolicyRule of(JsonObject rule) {
    return new PolicyRule(
        rule.strings("verbs"),
        rule.strings("apiGroups"),
        rule.strings("resources"),
        rule.strings("resourceNames"),
        rule.strings("nonResourceURLs"));
  }

  /** The rules of a Role or ClusterRole. */
  public static List<PolicyRule> allOf(JsonObject role) {
    return role.objects("rules").stream().map(PolicyRule::of).toList();
  }

  public JsonObject json() {
    var out = JsonObject.builder().put("verbs", JsonArray.ofStrings(verbs));
    put(out, "apiGroups", apiGroups);
    put(out, "resources", resources);
    put(out, "resourceNames", resourceNames);
    put(out, "nonResourceURLs", nonResourceUrls);
    return out.build();
  }

  private static void put(JsonObject.Builder out, String name, List<String> values) {
    if (!values.isEmpty()) {
      out.put(name, JsonArray.ofStrings(values));
    }
  }

  public boolean allows(Attributes request) {
    if (!request.resourceRequest()) {
      return has(verbs, request.verb()) && allowsPath(request.path());
    }
    return has(verbs, request.verb())
        && has(apiGroups, request.group())
        && allowsResource(request.resource(), request.subresource())
        && (resourceNames.isEmpty() || resourceNames.contains(request.name()));
  }

  /**
   * {@code *} is every resource and subresource; {@code *}{@code /scale} that of every resource.
   */
  boolean allowsResource(String resource, String subresource) {
    if (resources.contains(ALL)) {
      return true;
    }
    if (subresource.isEmpty()) {
      return resources.contains(resource);
    }
    return resources.contains(resource + "/" + subresource)
        || resources.contains(ALL + "/" + subresource);
  }

  /** A URL may end in {@code *}, which stands for any rest. */
  boolean allowsPath(String path) {
    for (String url : nonResourceUrls) {
      if (url.equals(ALL)
          || url.equals(path)
          || (url.endsWith(ALL) && path.startsWith(url.substring(0, url.length() - 1)))) {
        return true;
      }
    }
    return false;
  }

  static boolean has(List<String> values, String wanted) {
    return values.contains(ALL) || values.contains(wanted);
  }

  /** Written as upstream's messages write a rule, without the empty parts. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("{");
    show(out, "APIGroups", apiGroups);
    show(out, "Resources", resources);
    show(out, "ResourceNames", resourceNames);
    show(out, "NonResourceURLs", nonResourceUrls);
    show(out, "Verbs", verbs);
    return out.append('}').toString();
  }

  private static void show(StringBuilder out, String name, List<String> values) {
    if (values.isEmpty()) {
      return;
    }
    if (out.length() > 1) {
      out.append(", ");
    }
    out.append(name).append(":[");
    for (int i = 0; i < values.size(); i++) {
      out.append(i == 0 ? "\"" : " \"").append(values.get(i)).append('"');
    }
    out.append(']');
  }
}
