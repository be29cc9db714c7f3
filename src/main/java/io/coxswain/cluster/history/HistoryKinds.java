package io.coxswain.cluster.history;

import io.coxswain.json.JsonObject;
import io.coxswain.schema.ResourceType;
import io.coxswain.schema.Scheme;
import io.coxswain.store.postgres.View;
import io.coxswain.store.postgres.View.Column;
import io.coxswain.store.postgres.View.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The views of what is served. A built-in kind's is its plural. A custom kind's is {@code
 * <plural>_<group>} with underscores ({@code widgets_example_com}), and its plural alone as well
 * while no other kind has that plural: a name that would be ambiguous does not exist.
 */
public final class HistoryKinds {
  /** PostgreSQL's names have 63 bytes; {@code _as_of} must fit behind. */
  private static final int LONGEST = 57;

  /** Names of the schema that are not of a kind. */
  private static final Set<String> TAKEN = Set.of("changes", "kinds");

  private static final Set<String> COMMON =
      Set.of(
          "name",
          "namespace",
          "labels",
          "annotations",
          "uid",
          "revision",
          "created",
          "owner",
          "object");

  private static final Pattern SIMPLE = Pattern.compile("(\\.[A-Za-z0-9_-]+)+");

  private HistoryKinds() {}

  public static List<View> of(Scheme scheme) {
    Map<String, ResourceType> stored = new LinkedHashMap<>();
    for (ResourceType type : scheme.resources()) {
      if (type.supports("list")) {
        stored.putIfAbsent(type.storageResource(), type);
      }
    }
    List<View> out = new ArrayList<>();
    Set<String> names = new HashSet<>(TAKEN);
    Map<String, Integer> customs = new HashMap<>();
    for (ResourceType type : stored.values()) {
      if (type.isCustom()) {
        customs.merge(type.plural(), 1, Integer::sum);
      } else if (names.add(type.plural())) {
        out.add(view(type.plural(), type, KindColumns.of(type.storageResource())));
      } else {
        out.add(view(full(type), type, KindColumns.of(type.storageResource())));
      }
    }
    for (ResourceType type : stored.values()) {
      if (type.isCustom()) {
        List<Column> columns = printed(type);
        out.add(view(full(type), type, columns));
        if (customs.get(type.plural()) == 1 && names.add(type.plural())) {
          out.add(view(shortened(type.plural()), type, columns));
        }
      }
    }
    return out;
  }

  private static View view(String name, ResourceType type, List<Column> columns) {
    return new View(name, type.storageResource(), type.kind().kind(), type.namespaced(), columns);
  }

  private static String full(ResourceType type) {
    return shortened(type.plural() + "_" + type.kind().group().replaceAll("[.-]", "_"));
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST
        ? name
        : name.substring(0, LONGEST - 9) + "_" + "%08x".formatted(name.hashCode());
  }

  /** A definition's printer columns, as text: what is stored need not be what is declared. */
  private static List<Column> printed(ResourceType type) {
    List<Column> out = new ArrayList<>();
    Set<String> names = new HashSet<>(COMMON);
    for (JsonObject column : type.custom().columns()) {
      String path = column.string("jsonPath", "");
      String name =
          column
              .string("name", "")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^a-z0-9]+", "_")
              .replaceAll("^_|_$", "");
      boolean usable = SIMPLE.matcher(path).matches() && !name.isEmpty() && name.length() < 60;
      if (usable && names.add(name)) {
        out.add(new Column(name, Type.TEXT, path.substring(1)));
      }
    }
    return out;
  }
}
