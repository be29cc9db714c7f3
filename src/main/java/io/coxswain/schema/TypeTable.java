package io.coxswain.schema;

import io.coxswain.json.JsonParser;
import io.coxswain.kube.Gvk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The built-in types, read from {@code types.txt}, which {@code src/build} generates; its README
 * describes the lines. Only the beginning of each line is read at once; a struct's fields are read
 * when somebody asks for them.
 */
final class TypeTable {
  private static final String RESOURCE = "types.txt";

  private final byte[] text;
  private final Map<String, String> packages = new HashMap<>();
  private final Map<String, StructType> structs = new HashMap<>();
  private final Map<String, StructType> kinds = new HashMap<>();
  private final Map<String, StructType> everywhere = new HashMap<>();
  private final List<ResourceType> resources = new ArrayList<>();

  private TypeTable(byte[] text) {
    this.text = text;
    for (int start = 0; start < text.length; ) {
      int end = start;
      while (text[end] != '\n') {
        end++;
      }
      line(start, end);
      start = end + 1;
    }
  }

  static TypeTable builtIn() {
    try (InputStream in = TypeTable.class.getResourceAsStream(RESOURCE)) {
      return new TypeTable(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A checksum of the built-in table: it changes with the types. */
  static long checksum() {
    return Checksum.VALUE;
  }

  private static final class Checksum {
    static final long VALUE = of();

    private static long of() {
      CRC32 crc = new CRC32();
      try (InputStream in = TypeTable.class.getResourceAsStream(RESOURCE)) {
        crc.update(in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return crc.getValue();
    }
  }

  List<ResourceType> resources() {
    return resources;
  }

  /** The type of a kind, {@code null} if unknown. Options, Status and WatchEvent are everywhere. */
  StructType type(Gvk kind) {
    StructType type = kinds.get(kind.apiVersion() + "." + kind.kind());
    return type != null ? type : everywhere.get(kind.kind());
  }

  private void line(int start, int end) {
    switch (text[start]) {
      case '#' -> {}
      case 'P' -> {
        String[] words = words(start, end);
        packages.put(words[1], words[2]);
      }
      case 'S' -> struct(start, end);
      case 'K' -> {
        String[] words = words(start, end);
        kinds.put(words[1] + "." + words[2], structs.get(words[3]));
      }
      case 'E' -> {
        String[] words = words(start, end);
        everywhere.put(words[1], structs.get(words[2]));
      }
      case 'R' -> resources.add(resource(words(start, end)));
      default -> throw new IllegalStateException("types.txt: " + string(start, end));
    }
  }

  /** {@code S name flags TAB field TAB field …}: read up to the flags. */
  private void struct(int start, int end) {
    int tab = start;
    while (tab < end && text[tab] != '\t') {
      tab++;
    }
    String[] words = words(start, tab);
    String name = words[1];
    String flags = words.length > 2 ? words[2] : "";
    int dot = name.lastIndexOf('.');
    int fields = tab + 1;
    structs.put(
        name,
        new StructType(
            packages.get(name.substring(0, dot)),
            name.substring(dot + 1),
            flags.contains("A"),
            flags.contains("U"),
            flags.contains("E"),
            () -> fields(fields, end)));
  }

  private List<FieldType> fields(int start, int end) {
    if (start >= end) {
      return List.of();
    }
    List<FieldType> out = new ArrayList<>();
    for (String field : string(start, end).split("\t")) {
      out.add(field(field));
    }
    return out;
  }

  /** {@code name number type flags key=value …}; see the README of src/build. */
  private FieldType field(String text) {
    String[] words = text.split(" ");
    String topology = null;
    List<String> keys = List.of();
    List<String> strategies = List.of();
    String mergeKey = null;
    String goType = null;
    String embedded = "";
    io.coxswain.json.Json defaultValue = null;
    for (int i = 4; i < words.length; i++) {
      String value = words[i].substring(2).intern();
      switch (words[i].charAt(0)) {
        case 'l' -> topology = value;
        case 'k' -> keys = List.of(value.split(","));
        case 'p' -> strategies = List.of(value.split(","));
        case 'm' -> mergeKey = value;
        case 'g' -> goType = value;
        case 'e' -> embedded = value;
        case 'd' -> defaultValue = JsonParser.parse(value.replace("\\s", " "));
        default -> throw new IllegalStateException("types.txt: " + text);
      }
    }
    String flags = words[3];
    List<Integer> numbers = new ArrayList<>();
    for (String number : words[1].split("/")) {
      numbers.add(Integer.valueOf(number));
    }
    boolean atomic = flags.contains("A");
    return new FieldType(
        words[0].intern(),
        numbers.getLast(),
        List.copyOf(numbers.subList(0, numbers.size() - 1)),
        type(words[2], topology, keys, atomic),
        flags.contains("*"),
        flags.contains("o"),
        flags.contains("z"),
        flags.contains("r"),
        false,
        atomic,
        strategies,
        mergeKey,
        goType,
        embedded,
        defaultValue);
  }

  private ValueType type(String code, String topology, List<String> keys, boolean atomic) {
    char first = code.charAt(0);
    return switch (first) {
      case '[', '(' ->
          new ListType(
              type(code.substring(1), null, List.of(), false),
              topology == null
                  ? ListType.Topology.ATOMIC
                  : ListType.Topology.valueOf(topology.toUpperCase(java.util.Locale.ROOT)),
              keys,
              first == '(');
      case '{' -> new MapType(type(code.substring(1), null, List.of(), false), atomic);
      case '@' -> struct(code.substring(1));
      default -> Scalar.ofCode(first);
    };
  }

  private StructType struct(String name) {
    StructType struct = structs.get(name);
    if (struct == null) {
      throw new IllegalStateException("types.txt lacks " + name);
    }
    return struct;
  }

  /**
   * {@code R apiVersion plural singular Kind scope verbs shortNames categories storageResource
   * storageVersion subresource…}, with {@code -} for nothing.
   */
  private ResourceType resource(String[] words) {
    Gvk kind = Gvk.of(words[1], words[4]);
    List<Subresource> subresources = new ArrayList<>();
    for (int i = 11; i < words.length; i++) {
      String[] parts = words[i].split(":"); // name:apiVersion:Kind:verbs
      subresources.add(new Subresource(parts[0], Gvk.of(parts[1], parts[2]), set(parts[3])));
    }
    return new ResourceType(
        kind,
        words[2],
        words[3],
        list(words[7]),
        list(words[8]),
        words[5].equals("N"),
        set(words[6]),
        List.copyOf(subresources),
        words[9],
        words[10],
        type(kind));
  }

  private static List<String> list(String words) {
    return words.equals("-") ? List.of() : List.of(words.split(","));
  }

  private static Set<String> set(String words) {
    return java.util.Collections.unmodifiableSet(new LinkedHashSet<>(list(words)));
  }

  private String[] words(int start, int end) {
    return string(start, end).split(" ");
  }

  private String string(int start, int end) {
    return new String(text, start, end - start, StandardCharsets.UTF_8);
  }
}
