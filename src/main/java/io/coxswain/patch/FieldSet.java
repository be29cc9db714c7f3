package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An immutable set of field paths, as {@code managedFields} record who set what. A path's parents
 * are in the set only where they were put there themselves.
 */
public final class FieldSet {
  public static final FieldSet EMPTY = new FieldSet(new TreeSet<>(), new TreeMap<>());

  private final TreeSet<PathElement> members;
  private final TreeMap<PathElement, FieldSet> children;

  private FieldSet(TreeSet<PathElement> members, TreeMap<PathElement, FieldSet> children) {
    this.members = members;
    this.children = children;
  }

  /** Paths of plain field names, such as {@code metadata.labels}. */
  public static FieldSet ofNames(List<String> paths) {
    Collector out = new Collector();
    for (String path : paths) {
      List<PathElement> elements = new ArrayList<>();
      for (String name : path.split("\\.")) {
        elements.add(new PathElement.Field(name));
      }
      out.add(elements);
    }
    return out.build();
  }

  public static FieldSet of(List<List<PathElement>> paths) {
    Collector out = new Collector();
    paths.forEach(out::add);
    return out.build();
  }

  /**
   * Reads {@code fieldsV1}.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static FieldSet ofJson(JsonObject fieldsV1) {
    TreeSet<PathElement> members = new TreeSet<>();
    TreeMap<PathElement, FieldSet> children = new TreeMap<>();
    for (Map.Entry<String, Json> field : fieldsV1.fields().entrySet()) {
      if (field.getKey().equals(".")) {
        continue; // says that the parent is a member, which the parent's reader saw
      }
      PathElement element = PathElement.parse(field.getKey());
      if (!(field.getValue() instanceof JsonObject below)) {
        throw new IllegalArgumentException("expected an object below " + field.getKey());
      }
      if (below.isEmpty() || below.has(".")) {
        members.add(element);
      }
      FieldSet child = ofJson(below);
      if (!child.isEmpty()) {
        children.put(element, child);
      }
    }
    return new FieldSet(members, children);
  }

  /** As {@code fieldsV1}, in upstream's order. */
  public JsonObject toJson() {
    JsonObject.Builder out = JsonObject.builder();
    TreeSet<PathElement> all = new TreeSet<>(members);
    all.addAll(children.keySet());
    for (PathElement element : all) {
      FieldSet child = children.get(element);
      JsonObject below = JsonObject.EMPTY;
      if (child != null) {
        below =
            members.contains(element)
                ? JsonObject.builder().put(".", JsonObject.EMPTY).putAll(child.toJson()).build()
                : child.toJson();
      }
      out.put(element.text(), below);
    }
    return out.build();
  }

  public boolean isEmpty() {
    if (!members.isEmpty()) {
      return false;
    }
    for (FieldSet child : children.values()) {
      if (!child.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  public boolean has(PathElement element) {
    return members.contains(element);
  }

  public boolean has(List<PathElement> path) {
    FieldSet here = this;
    for (int i = 0; i < path.size() - 1; i++) {
      here = here.below(path.get(i));
    }
    return here.members.contains(path.getLast());
  }

  /** The set of the paths below {@code element}, without it. */
  public FieldSet below(PathElement element) {
    return children.getOrDefault(element, EMPTY);
  }

  public Iterable<PathElement> members() {
    return Collections.unmodifiableSet(members);
  }

  public Map<PathElement, FieldSet> children() {
    return Collections.unmodifiableMap(children);
  }

  public FieldSet union(FieldSet other) {
    TreeSet<PathElement> allMembers = new TreeSet<>(members);
    allMembers.addAll(other.members);
    TreeMap<PathElement, FieldSet> allChildren = new TreeMap<>(children);
    other.children.forEach((element, child) -> allChildren.merge(element, child, FieldSet::union));
    return new FieldSet(allMembers, allChildren);
  }

  public FieldSet intersection(FieldSet other) {
    TreeSet<PathElement> both = new TreeSet<>(members);
    both.retainAll(other.members);
    TreeMap<PathElement, FieldSet> below = new TreeMap<>();
    children.forEach(
        (element, child) -> {
          FieldSet common = child.intersection(other.below(element));
          if (!common.isEmpty()) {
            below.put(element, common);
          }
        });
    return new FieldSet(both, below);
  }

  /** The paths of this set that {@code other} does not name; parents and children apart. */
  public FieldSet difference(FieldSet other) {
    return minus(other, false);
  }

  /** As {@link #difference}, but a path of {@code other} takes everything below it along. */
  public FieldSet recursiveDifference(FieldSet other) {
    return minus(other, true);
  }

  private FieldSet minus(FieldSet other, boolean recursive) {
    TreeSet<PathElement> rest = new TreeSet<>(members);
    rest.removeAll(other.members);
    TreeMap<PathElement, FieldSet> below = new TreeMap<>();
    children.forEach(
        (element, child) -> {
          // Upstream: "child - parent = empty" holds for the recursive form only.
          if (recursive && other.members.contains(element)) {
            return;
          }
          FieldSet left = child.minus(other.below(element), recursive);
          if (!left.isEmpty()) {
            below.put(element, left);
          }
        });
    return new FieldSet(rest, below);
  }

  /** Every path of the set, parents before children, in order. */
  public List<List<PathElement>> paths() {
    List<List<PathElement>> out = new ArrayList<>();
    collect(List.of(), out);
    return out;
  }

  private void collect(List<PathElement> prefix, List<List<PathElement>> out) {
    for (PathElement member : members) {
      out.add(append(prefix, member));
    }
    children.forEach((element, child) -> child.collect(append(prefix, element), out));
  }

  static List<PathElement> append(List<PathElement> prefix, PathElement element) {
    List<PathElement> out = new ArrayList<>(prefix.size() + 1);
    out.addAll(prefix);
    out.add(element);
    return out;
  }

  /** As conflicts name it, such as {@code .spec.containers[name="app"].image}. */
  static String text(List<PathElement> path) {
    StringBuilder out = new StringBuilder();
    path.forEach(out::append);
    return out.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldSet that
        && members.equals(that.members)
        && children.equals(that.children);
  }

  @Override
  public int hashCode() {
    return 31 * members.hashCode() + children.hashCode();
  }

  @Override
  public String toString() {
    return toJson().text();
  }

  /** Gathers paths. */
  static final class Collector {
    private final TreeSet<PathElement> members = new TreeSet<>();
    private final TreeMap<PathElement, Collector> children = new TreeMap<>();

    void add(PathElement element) {
      members.add(element);
    }

    Collector below(PathElement element) {
      return children.computeIfAbsent(element, e -> new Collector());
    }

    void add(List<PathElement> path) {
      Collector here = this;
      for (int i = 0; i < path.size() - 1; i++) {
        here = here.below(path.get(i));
      }
      here.add(path.getLast());
    }

    FieldSet build() {
      TreeMap<PathElement, FieldSet> below = new TreeMap<>();
      children.forEach(
          (element, child) -> {
            FieldSet built = child.build();
            if (!built.isEmpty()) {
              below.put(element, built);
            }
          });
      return new FieldSet(members, below);
    }
  }
}
