import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes the type table; see the README beside. */
final class GenerateTypes {
  private static final String META = "k8s.io/apimachinery/pkg/apis/meta/v1";
  private static final Map<String, String> SPECIAL =
      Map.ofEntries(
          Map.entry(META + ".Time", "t"),
          Map.entry(META + ".MicroTime", "u"),
          Map.entry(META + ".Duration", "n"),
          Map.entry(META + ".FieldsV1", "f"),
          Map.entry("k8s.io/apimachinery/pkg/runtime.RawExtension", "r"),
          Map.entry("k8s.io/apimachinery/pkg/api/resource.Quantity", "q"),
          Map.entry("k8s.io/apimachinery/pkg/util/intstr.IntOrString", "x"),
          Map.entry("k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON", "j"),
          Map.entry(
              "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool",
              "B"),
          Map.entry(
              "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrArray",
              "Y"),
          Map.entry(
              "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrStringArray",
              "D"));
  private static final Map<String, String> BASIC =
      Map.of(
          "string",
          "s",
          "bool",
          "b",
          "int32",
          "i",
          "int64",
          "l",
          "float64",
          "d",
          "[]byte",
          "y",
          "interface{}",
          "j",
          "any",
          "j",
          "int",
          "l",
          "rune",
          "i");

  private final Path modules;
  private final String version;
  private final Map<String, GoPackage> packages = new HashMap<>();
  private final Map<String, Map<String, String>> defaults = new HashMap<>();
  private final Set<String> defaultsUsed = new LinkedHashSet<>();

  /** Struct lines by short name, in the order they were met. */
  private final Map<String, String> structs = new LinkedHashMap<>();

  private final Map<String, String> packageNames = new TreeMap<>();

  private GenerateTypes(Path modules, String version) {
    this.modules = modules;
    this.version = version;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("usage: java GenerateTypes.java MODULES VERSION OUTPUT");
      System.exit(2);
    }
    Path here = Path.of("src/build");
    var generator = new GenerateTypes(Path.of(arguments[0]), arguments[1]);
    generator.readDefaults(Files.readAllLines(here.resolve("defaults.txt")));
    List<String> resources = generator.resources(Files.readAllLines(here.resolve("resources.txt")));
    generator.write(Path.of(arguments[2]), resources);
  }

  private void readDefaults(List<String> lines) {
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split("\\s+", 3); // struct field json
      defaults.computeIfAbsent(words[0], k -> new HashMap<>()).put(words[1], words[2]);
    }
  }

  /** Reads the list of resources, generating structs on the way; gives the lines after them. */
  private List<String> resources(List<String> lines) throws IOException {
    List<String> out = new ArrayList<>();
    for (GoPackage.Declaration kind : load(META).declarations.values()) {
      if (hasTypeMeta(kind) || kind.name().equals("WatchEvent")) {
        out.add("E " + kind.name() + " " + struct(kind));
      }
    }
    for (String kind :
        List.of("Table", "PartialObjectMetadata", "PartialObjectMetadataList", "TableOptions")) {
      out.add("K meta.k8s.io/v1 " + kind + " meta/v1." + kind);
    }
    String apiVersion = null;
    for (String line : lines) {
      String[] words = line.strip().split("\\s+");
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (words[0].equals("version") || words[0].equals("types")) {
        apiVersion = words[1];
        kinds(apiVersion, goPath(words[2]), out);
      } else {
        out.add(resource(apiVersion, words));
      }
    }
    return out;
  }

  private static String goPath(String shortName) {
    return switch (shortName) {
      case "apiextensions/v1" -> "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1";
      case "apiregistration/v1" -> "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1";
      default -> "k8s.io/api/" + shortName;
    };
  }

  private void kinds(String apiVersion, String path, List<String> out) throws IOException {
    for (GoPackage.Declaration kind : load(path).declarations.values()) {
      if (hasTypeMeta(kind)) {
        out.add("K " + apiVersion + " " + kind.name() + " " + struct(kind));
      }
    }
  }

  private boolean hasTypeMeta(GoPackage.Declaration kind) {
    return kind.fields() != null
        && kind.fields().stream()
            .anyMatch(f -> f.name().isEmpty() && f.type().matches("(\\w+\\.)?TypeMeta"));
  }

  private static String resource(String apiVersion, String[] words) {
    String plural = words[1];
    String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
    String storageResource = group.isEmpty() ? plural : plural + "." + group;
    String storageVersion = apiVersion;
    StringBuilder subresources = new StringBuilder();
    for (int i = 6; i < words.length; i++) {
      if (words[i].startsWith("stored=")) {
        String[] stored = words[i].substring(7).split(",");
        storageResource = stored[0];
        storageVersion = stored[1];
        continue;
      }
      String[] parts = words[i].split(":");
      int dot = parts[1].lastIndexOf('.');
      String kind =
          parts[1].equals("-")
              ? apiVersion + ":" + words[0]
              : parts[1].substring(0, dot) + ":" + parts[1].substring(dot + 1);
      subresources
          .append(" ")
          .append(parts[0])
          .append(":")
          .append(kind)
          .append(":")
          .append(parts[2]);
    }
    String verbs =
        words[5].equals("*")
            ? "create,delete,deletecollection,get,list,patch,update,watch"
            : words[5];
    return String.join(
            " ",
            "R",
            apiVersion,
            plural,
            words[0].toLowerCase(java.util.Locale.ROOT),
            words[0],
            words[4],
            verbs,
            words[2],
            words[3],
            storageResource,
            storageVersion)
        + subresources;
  }

  private GoPackage load(String path) throws IOException {
    GoPackage loaded = packages.get(path);
    if (loaded == null) {
      String[] parts = path.split("/", 3);
      loaded = new GoPackage(path, modules.resolve(parts[1] + "@" + version).resolve(parts[2]));
      packages.put(path, loaded);
    }
    return loaded;
  }

  private String shortName(GoPackage home) {
    String[] parts = home.path.split("/");
    String name = parts[parts.length - 2] + "/" + parts[parts.length - 1];
    packageNames.put(name, home.path.replace('/', '.').replace('-', '_'));
    return name;
  }

  /** Generates the struct and what it uses; gives its short name. */
  private String struct(GoPackage.Declaration type) throws IOException {
    String name = shortName(type.home()) + "." + type.name();
    if (structs.putIfAbsent(name, "") == null) {
      List<String> fields = new ArrayList<>();
      fields(type, name, "", "", fields);
      String flags = type.markers().contains("structType=atomic") ? " A" : "";
      structs.put(
          name, "S " + name + flags + (fields.isEmpty() ? "" : "\t" + String.join("\t", fields)));
    }
    return name;
  }

  private void fields(
      GoPackage.Declaration type, String owner, String numbers, String embedded, List<String> out)
      throws IOException {
    for (GoPackage.Field field : type.fields()) {
      String json = field.tags().get("json");
      if (json == null || json.equals("-")) {
        continue;
      }
      String[] words = json.split(",");
      List<String> options = List.of(words).subList(1, words.length);
      String number = number(field);
      if (words[0].isEmpty() && options.contains("inline")) {
        GoPackage.Declaration inner = resolve(type.home(), field.type());
        String within = number.equals("0") ? null : numbers + number + "/"; // TypeMeta has none
        String innerName = shortName(inner.home()) + "." + inner.name();
        fields(inner, innerName, within, embedded + inner.name() + ".", out);
      } else {
        String numbered = numbers == null ? "0" : numbers + number;
        String line = field(type, owner, field, words[0], options, numbered);
        out.add(embedded.isEmpty() ? line : line + " e=" + embedded);
      }
    }
  }

  private static String number(GoPackage.Field field) {
    String tag = field.tags().get("protobuf");
    return tag == null ? "0" : tag.split(",")[1];
  }

  private String field(
      GoPackage.Declaration type,
      String owner,
      GoPackage.Field field,
      String name,
      List<String> options,
      String numbers)
      throws IOException {
    boolean pointer = field.type().startsWith("*");
    StringBuilder extras = new StringBuilder();
    String code = code(type.home(), pointer ? field.type().substring(1) : field.type(), extras);
    List<String> markers = new ArrayList<>(field.markers());
    GoPackage.Declaration named =
        named(type.home(), pointer ? field.type().substring(1) : field.type());
    if (named != null) {
      markers.addAll(named.markers().stream().filter(m -> m.matches("(list|map).*")).toList());
    }
    String flags = flags(pointer, options, markers);
    String topology = marker(markers, "listType=");
    if (topology != null && !topology.equals("atomic")) {
      extras.append(" l=").append(topology);
    }
    List<String> keys =
        markers.stream()
            .filter(m -> m.startsWith("listMapKey="))
            .map(m -> m.substring(11).strip())
            .toList();
    if (!keys.isEmpty()) {
      extras.append(" k=").append(String.join(",", keys));
    }
    tag(field, "patchStrategy", " p=", extras);
    tag(field, "patchMergeKey", " m=", extras);
    String value = defaultOf(type, owner, name, markers, pointer);
    if (value != null) {
      extras.append(" d=").append(value.replace(" ", "\\s"));
    }
    return name + " " + numbers + " " + code + " " + flags + extras;
  }

  private static void tag(GoPackage.Field field, String tag, String key, StringBuilder extras) {
    if (field.tags().containsKey(tag)) {
      extras.append(key).append(field.tags().get(tag));
    }
  }

  private static String flags(boolean pointer, List<String> options, List<String> markers) {
    boolean omits = options.contains("omitempty") || options.contains("omitzero");
    boolean required = markers.contains("required") || !markers.contains("optional") && !omits;
    boolean atomic = markers.contains("structType=atomic") || markers.contains("mapType=atomic");
    String flags =
        (pointer ? "*" : "")
            + (options.contains("omitempty") ? "o" : "")
            + (options.contains("omitzero") ? "z" : "")
            + (required ? "r" : "")
            + (atomic ? "A" : "");
    return flags.isEmpty() ? "-" : flags;
  }

  private static String marker(List<String> markers, String prefix) {
    for (String marker : markers) {
      if (marker.startsWith(prefix)) {
        return marker.substring(prefix.length()).strip();
      }
    }
    return null;
  }

  /** Our own list first, then upstream's marker. A default that Go's zero value equals is none. */
  private String defaultOf(
      GoPackage.Declaration type,
      String owner,
      String name,
      List<String> markers,
      boolean pointer) {
    String own = defaults.getOrDefault(owner, Map.of()).get(name);
    if (own != null) {
      defaultsUsed.add(owner + " " + name);
      return own.equals("none") ? null : own;
    }
    String value = marker(markers, "default=");
    if (value != null && value.startsWith("ref(")) {
      value = type.home().constants.get(value.substring(4, value.length() - 1));
    }
    return !pointer && value != null && Set.of("\"\"", "0", "false").contains(value) ? null : value;
  }

  /** The type's letter code; names of string types go to {@code extras}. */
  private String code(GoPackage home, String type, StringBuilder extras) throws IOException {
    String basic = BASIC.get(type);
    if (basic != null) {
      return basic;
    }
    if (type.startsWith("[]")) {
      return "[" + code(home, type.substring(2).replaceFirst("^\\*", ""), extras);
    }
    if (type.startsWith("map[")) {
      return "{"
          + code(home, type.substring(type.indexOf(']') + 1).replaceFirst("^\\*", ""), extras);
    }
    GoPackage.Declaration target = resolve(home, type);
    String special = SPECIAL.get(target.home().path + "." + target.name());
    if (special != null) {
      return special;
    }
    if (target.fields() != null) {
      return "@" + struct(target);
    }
    String code = code(target.home(), target.type(), extras);
    if (target.markers().contains("protobuf.nullable=true") && code.startsWith("[")) {
      return "(" + code.substring(1);
    }
    if (code.length() == 1) {
      extras.append(" g=").append(target.home().name()).append(".").append(target.name());
    }
    return code;
  }

  private GoPackage.Declaration named(GoPackage home, String type) throws IOException {
    return type.matches("[\\w.]+") && !BASIC.containsKey(type) ? resolve(home, type) : null;
  }

  private GoPackage.Declaration resolve(GoPackage home, String type) throws IOException {
    int dot = type.indexOf('.');
    GoPackage where = home;
    if (dot > 0) {
      where = load(home.imports.get(type.substring(0, dot)));
    }
    GoPackage.Declaration found = where.declarations.get(type.substring(dot + 1));
    if (found == null) {
      throw new IllegalStateException(home.path + ": " + type + " not found");
    }
    return found;
  }

  private void write(Path output, List<String> resources) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Kubernetes " + version + ", generated by src/build: do not edit");
    packageNames.forEach((name, full) -> lines.add("P " + name + " " + full));
    lines.addAll(structs.values());
    lines.addAll(resources);
    Files.writeString(output, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    defaults.forEach(
        (owner, fields) ->
            fields.keySet().stream()
                .filter(field -> !defaultsUsed.contains(owner + " " + field))
                .forEach(
                    field -> System.err.println("defaults.txt: no field " + owner + " " + field)));
    System.err.println(structs.size() + " structs");
  }
}
