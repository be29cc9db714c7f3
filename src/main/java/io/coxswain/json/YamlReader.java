package io.coxswain.json;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Builds trees from YAML's events. Bounded in depth, and in what aliases may multiply. */
final class YamlReader {
  private static final int MAX_DEPTH = 1_000;

  /** Values that aliases may add before the text counts as an attack. */
  private static final long MAX_ALIASED = 100_000;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).setParseComments(false).build();

  /** An anchored value and how many values it holds; null value while it is still being read. */
  private record Anchored(Json value, long size) {}

  private final Iterator<Event> events;
  private final Consumer<String> duplicates;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private long read;
  private long aliased;
  private int depth;

  YamlReader(byte[] utf8, Consumer<String> duplicates) {
    this.events = new Parse(SETTINGS).parseInputStream(new ByteArrayInputStream(utf8)).iterator();
    this.duplicates = duplicates;
  }

  List<Json> documents(int most) {
    List<Json> out = new ArrayList<>();
    try {
      while (events.hasNext() && out.size() < most) {
        if (events.next().getEventId() == Event.ID.DocumentStart) {
          anchors.clear();
          out.add(value(events.next()));
        }
      }
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(mark -> mark.getLine() + 1).orElse(1);
      throw new JsonException("yaml: line " + line + ": " + words(e.getProblem()));
    } catch (YamlEngineException e) {
      throw new JsonException("yaml: " + e.getMessage());
    }
    return out;
  }

  /** The commonest problem in go-yaml's words. */
  private static String words(String problem) {
    return problem.startsWith("mapping values are not allowed")
        ? "mapping values are not allowed in this context"
        : problem;
  }

  private Json value(Event event) {
    long before = read + aliased;
    read++;
    return switch (event) {
      case ScalarEvent scalar -> anchored(scalar.getAnchor(), before, YamlScalar.read(scalar));
      case AliasEvent alias -> alias(alias);
      case SequenceStartEvent start -> {
        enter(start.getAnchor(), event);
        List<Json> items = new ArrayList<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; ) {
          items.add(value(next));
          next = events.next();
        }
        depth--;
        yield anchored(start.getAnchor(), before, JsonArray.of(items));
      }
      case MappingStartEvent start -> {
        enter(start.getAnchor(), event);
        JsonObject object = mapping();
        depth--;
        yield anchored(start.getAnchor(), before, object);
      }
      default -> throw error(event, "unexpected " + event.getEventId());
    };
  }

  private void enter(Optional<Anchor> anchor, Event event) {
    anchor.ifPresent(name -> anchors.put(name, new Anchored(null, 0)));
    if (++depth > MAX_DEPTH) {
      throw error(event, "exceeded max depth of " + MAX_DEPTH);
    }
  }

  private Json anchored(Optional<Anchor> anchor, long before, Json value) {
    anchor.ifPresent(name -> anchors.put(name, new Anchored(value, read + aliased - before)));
    return value;
  }

  private Json alias(AliasEvent alias) {
    Anchored target = anchors.get(alias.getAlias());
    if (target == null) {
      throw error(alias, "unknown anchor '" + alias.getAlias() + "' referenced");
    }
    if (target.value == null) {
      throw error(alias, "anchor '" + alias.getAlias() + "' value contains itself");
    }
    aliased += target.size;
    if (aliased > MAX_ALIASED) {
      throw error(alias, "document contains excessive aliasing");
    }
    return target.value;
  }

  private JsonObject mapping() {
    Map<String, Json> fields = new LinkedHashMap<>();
    List<Json> merges = new ArrayList<>();
    for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
      Json name = value(key);
      boolean merge = key instanceof ScalarEvent s && s.isPlain() && s.getValue().equals("<<");
      Event start = events.next();
      Json value = value(start);
      if (merge) {
        merges(value, start, merges);
      } else if (fields.put(key(name, key), value) != null) {
        duplicates.accept(
            "line " + line(key) + ": key \"" + key(name, key) + "\" already set in map");
      }
    }
    for (Json merged : merges) {
      ((JsonObject) merged).fields().forEach(fields::putIfAbsent);
    }
    return JsonObject.of(fields);
  }

  private static void merges(Json value, Event event, List<Json> out) {
    List<Json> maps = value instanceof JsonArray array ? array.items() : List.of(value);
    if (!maps.stream().allMatch(JsonObject.class::isInstance)) {
      throw error(event, "map merge requires map or sequence of maps as the value");
    }
    out.addAll(maps);
  }

  private static String key(Json name, Event event) {
    return switch (name) {
      case JsonString string -> string.value();
      case JsonNumber number -> number.toString();
      case JsonBool bool -> Boolean.toString(bool.value());
      default -> throw error(event, "invalid map key: " + name);
    };
  }

  private static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private static JsonException error(Event event, String problem) {
    return new JsonException("yaml: line " + line(event) + ": " + problem);
  }
}
