package io.coxswain.controller.bootstrap;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code rbac.txt} (its header tells the format) into roles and bindings. */
final class RbacPolicy {
  static final String API_VERSION = "rbac.authorization.k8s.io/v1";
  static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

  private static final String AGGREGATE = "rbac.authorization.k8s.io/aggregate-";
  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> WRITE =
      List.of("create", "update", "patch", "delete", "deletecollection");
  private static final JsonObject EVENTS =
      rule(
          List.of("create", "update", "patch"),
          List.of("core", "events.k8s.io"),
          List.of("events"),
          List.of());

  private final List<JsonObject> objects = new ArrayList<>();
  private JsonObject role; // the one whose rules are being read, or null

  private RbacPolicy() {}

  /** The default roles and bindings, in the order of the file. */
  static List<JsonObject> load() {
    try (InputStream in = RbacPolicy.class.getResourceAsStream("rbac.txt")) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonObject> parse(String text) {
    RbacPolicy policy = new RbacPolicy();
    for (String line : text.split("\n")) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith(" ")) {
        policy.ruleLine(line.strip());
      } else {
        policy.flush();
        policy.headLine(words(line));
      }
    }
    policy.flush();
    return List.copyOf(policy.objects);
  }

  private void flush() {
    if (role != null) {
      objects.add(role);
      role = null;
    }
  }

  private void headLine(List<String> words) {
    switch (words.getFirst()) {
      case "clusterrole" -> clusterRole(words.get(1), words.subList(2, words.size()));
      case "role" ->
          role =
              object("Role", words.get(2), words.get(1), List.of()).with("rules", JsonArray.EMPTY);
      case "controller" -> {
        String name = "system:controller:" + words.get(1);
        objects.add(binding("", name, name, List.of("sa:kube-system:" + words.get(1))));
        clusterRole(name, List.of());
      }
      case "bind" -> bind(words);
      default -> throw new IllegalStateException("rbac.txt: " + words);
    }
  }

  private void clusterRole(String name, List<String> rest) {
    int aggregates = rest.indexOf("aggregates");
    List<String> labels = aggregates < 0 ? rest : rest.subList(0, aggregates);
    role = object("ClusterRole", name, "", labels);
    if (aggregates < 0) {
      role = role.with("rules", JsonArray.EMPTY);
    } else {
      JsonObject selector =
          JsonObject.of("matchLabels", JsonObject.of(AGGREGATE + rest.get(aggregates + 1), "true"));
      role =
          role.with(
              "aggregationRule", JsonObject.of("clusterRoleSelectors", JsonArray.of(selector)));
    }
  }

  private void ruleLine(String line) {
    JsonObject rule = EVENTS;
    if (!line.equals("events")) {
      String[] parts = line.split(";");
      rule =
          rule(
              words(parts[0]),
              words(parts[1]),
              words(parts[2]),
              parts.length > 3 ? words(parts[3]) : List.of());
    }
    role = role.with("rules", role.array("rules").with(rule));
  }

  private static JsonObject rule(
      List<String> verbs, List<String> groups, List<String> resources, List<String> names) {
    Set<String> allVerbs = new TreeSet<>();
    for (String verb : verbs) {
      switch (verb) {
        case "read" -> allVerbs.addAll(READ);
        case "write" -> allVerbs.addAll(WRITE);
        default -> allVerbs.add(verb);
      }
    }
    var out = JsonObject.builder().put("verbs", JsonArray.ofStrings(allVerbs));
    if (groups.equals(List.of("url"))) {
      return out.put("nonResourceURLs", sorted(resources)).build();
    }
    List<String> apiGroups = groups.stream().map(g -> g.equals("core") ? "" : g).toList();
    out.put("apiGroups", sorted(apiGroups)).put("resources", sorted(resources));
    return names.isEmpty() ? out.build() : out.put("resourceNames", sorted(names)).build();
  }

  private void bind(List<String> words) {
    int to = words.indexOf("to");
    List<String> target = new ArrayList<>(words.subList(1, to));
    int as = target.indexOf("as");
    String name = as < 0 ? target.getLast() : target.get(as + 1);
    if (as >= 0) {
      target = target.subList(0, as);
    }
    String namespace = target.size() == 2 ? target.getFirst() : "";
    objects.add(binding(namespace, name, target.getLast(), words.subList(to + 1, words.size())));
  }

  private static JsonObject binding(
      String namespace, String name, String roleName, List<String> subjects) {
    String kind = namespace.isEmpty() ? "ClusterRole" : "Role";
    JsonObject out =
        object(kind + "Binding", name, namespace, List.of())
            .with(
                "roleRef",
                JsonObject.builder()
                    .put("apiGroup", "rbac.authorization.k8s.io")
                    .put("kind", kind)
                    .put("name", roleName)
                    .build());
    return subjects.isEmpty()
        ? out
        : out.with(
            "subjects", subjects.stream().map(RbacPolicy::subject).collect(JsonArray.collector()));
  }

  private static JsonObject subject(String text) {
    int colon = text.indexOf(':');
    String name = text.substring(colon + 1);
    return switch (text.substring(0, colon)) {
      case "sa" -> {
        String[] parts = name.split(":");
        yield JsonObject.builder()
            .put("kind", "ServiceAccount")
            .put("name", parts[1])
            .put("namespace", parts[0])
            .build();
      }
      case "user" -> named("User", name);
      case "group" -> named("Group", name);
      default -> throw new IllegalStateException("rbac.txt: " + text);
    };
  }

  private static JsonObject named(String kind, String name) {
    return JsonObject.builder()
        .put("kind", kind)
        .put("apiGroup", "rbac.authorization.k8s.io")
        .put("name", name)
        .build();
  }

  private static JsonObject object(
      String kind, String name, String namespace, List<String> aggregateTo) {
    var labels = JsonObject.builder().put("kubernetes.io/bootstrapping", "rbac-defaults");
    aggregateTo.forEach(label -> labels.put(AGGREGATE + label, "true"));
    JsonObject metadata =
        JsonObject.builder()
            .put("name", name)
            .put("namespace", namespace.isEmpty() ? null : namespace)
            .put("labels", labels.build())
            .put("annotations", JsonObject.of(AUTO_UPDATE, "true"))
            .build();
    return JsonObject.builder()
        .put("apiVersion", API_VERSION)
        .put("kind", kind)
        .put("metadata", metadata)
        .build();
  }

  private static JsonArray sorted(List<String> values) {
    return JsonArray.ofStrings(new TreeSet<>(values));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+")).toList();
  }
}
