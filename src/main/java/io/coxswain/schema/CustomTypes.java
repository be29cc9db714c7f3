package io.coxswain.schema;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CustomResourceDefinitions as resource types. */
public final class CustomTypes {
  private static final Pattern VERSION =
      Pattern.compile("v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?");
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final Set<String> SUBRESOURCE_VERBS = Set.of("get", "patch", "update");

  private CustomTypes() {}

  /**
   * The served versions of an established definition, the preferred one first; nothing before that.
   */
  public static List<ResourceType> of(JsonObject definition, long generation) {
    if (!Conditions.isTrue(definition, "Established")) {
      return List.of();
    }
    List<ResourceType> out = new ArrayList<>();
    for (JsonObject version : definition.object("spec").objects("versions")) {
      if (version.bool("served", false)) {
        out.add(resource(definition, version, generation));
      }
    }
    out.sort(Comparator.comparing(type -> type.kind().version(), CustomTypes::byPriority));
    return out;
  }

  /** What of a definition decides how it is served. */
  public static JsonObject substance(JsonObject definition) {
    return JsonObject.builder()
        .put("spec", definition.get("spec"))
        .put("names", definition.object("status").get("acceptedNames"))
        .put("established", Conditions.isTrue(definition, "Established"))
        .put("deleted", Meta.isDeleting(definition))
        .build();
  }

  private static ResourceType resource(JsonObject definition, JsonObject version, long generation) {
    JsonObject spec = definition.object("spec");
    JsonObject names = definition.object("status").object("acceptedNames");
    String group = spec.string("group", "");
    Gvk kind = new Gvk(group, version.string("name", ""), names.string("kind", ""));
    String plural = names.string("plural", "");
    JsonObject schema = version.object("schema").object("openAPIV3Schema");
    JsonObject subresources = version.object("subresources");
    CustomType custom =
        new CustomType(
            schema,
            subresources.has("status"),
            subresources.object("scale"),
            version.objects("additionalPrinterColumns"),
            version.objects("selectableFields").stream()
                .map(field -> field.string("jsonPath", "").replaceFirst("^\\.", ""))
                .toList(),
            names.string("listKind", kind.kind() + "List"),
            warning(version, kind),
            generation);
    return new ResourceType(
        kind,
        plural,
        names.string("singular", ""),
        names.strings("shortNames"),
        names.strings("categories"),
        spec.string("scope", "").equals("Namespaced"),
        verbs(definition),
        subresources(kind, subresources),
        plural + "." + group,
        group + "/" + storageVersion(spec),
        StructuralTypes.root(kind, schema),
        custom);
  }

  private static String warning(JsonObject version, Gvk kind) {
    if (!version.bool("deprecated", false)) {
      return "";
    }
    return version.string(
        "deprecationWarning", kind.apiVersion() + " " + kind.kind() + " is deprecated");
  }

  /** While a definition ends, nothing new may come. */
  private static Set<String> verbs(JsonObject definition) {
    Set<String> out = new LinkedHashSet<>(VERBS);
    if (Meta.isDeleting(definition)) {
      out.remove("create");
    }
    return out;
  }

  private static List<Subresource> subresources(Gvk kind, JsonObject subresources) {
    List<Subresource> out = new ArrayList<>();
    if (subresources.has("status")) {
      out.add(new Subresource("status", kind, SUBRESOURCE_VERBS));
    }
    if (subresources.has("scale")) {
      out.add(new Subresource("scale", new Gvk("autoscaling", "v1", "Scale"), SUBRESOURCE_VERBS));
    }
    return out;
  }

  /** The name of the version objects are stored in. */
  public static String storageVersion(JsonObject spec) {
    for (JsonObject version : spec.objects("versions")) {
      if (version.bool("storage", false)) {
        return version.string("name", "");
      }
    }
    return "";
  }

  /** GA before beta before alpha, newer before older, others after them by name. */
  static int byPriority(String one, String other) {
    Matcher a = VERSION.matcher(one);
    Matcher b = VERSION.matcher(other);
    boolean first = a.matches();
    boolean second = b.matches();
    if (!first || !second) {
      return first ? -1 : second ? 1 : one.compareTo(other);
    }
    int stage = Integer.compare(stage(a), stage(b));
    int major = Integer.compare(number(b, 1), number(a, 1));
    return stage != 0 ? stage : major != 0 ? major : Integer.compare(number(b, 3), number(a, 3));
  }

  private static int stage(Matcher version) {
    return switch (version.group(2)) {
      case null -> 0;
      case "beta" -> 1;
      default -> 2;
    };
  }

  private static int number(Matcher version, int group) {
    String digits = version.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
