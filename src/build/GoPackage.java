import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The type declarations of one Go package, read line by line: the sources are gofmt's. */
final class GoPackage {
  /** A field as written; {@code name} is empty where a struct is embedded. */
  record Field(String name, String type, Map<String, String> tags, List<String> markers) {}

  /** A struct ({@code fields}) or another type ({@code type}). */
  record Declaration(
      GoPackage home, String name, String type, List<Field> fields, List<String> markers) {}

  private static final Pattern IMPORT = Pattern.compile("\\s*(?:import )?(\\w+ )?\"([^\"]+)\".*");
  private static final Pattern TYPE =
      Pattern.compile("type (\\w+) (= )?(.+?)(?: \\{\\s*)?(?:\\s*//.*)?");
  private static final Pattern MEMBER =
      Pattern.compile("\t(\\w+)\\s+([^`/]+?)\\s*(?:`(.*)`)?\\s*(?://.*)?");
  private static final Pattern EMBEDDED =
      Pattern.compile("\t([\\w.]+)\\s*(?:`(.*)`)?\\s*(?://.*)?");
  private static final Pattern TAG = Pattern.compile("(\\w+):\"([^\"]*)\"");
  private static final Pattern CONSTANT =
      Pattern.compile("\\s*(?:const )?(\\w+)\\s+(?:[\\w.]+ )?\\s*= (\"[^\"]*\"|\\d+)\\s*(?://.*)?");

  final String path;
  final Map<String, Declaration> declarations = new LinkedHashMap<>();
  final Map<String, String> imports = new HashMap<>();
  final Map<String, String> constants = new HashMap<>();

  GoPackage(String path, Path directory) throws IOException {
    this.path = path;
    try (var files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".go") && !name.endsWith("_test.go") && !name.contains("generated")) {
          read(Files.readAllLines(file));
        }
      }
    }
  }

  /** The Go name of the package. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private void read(List<String> lines) {
    boolean importing = false;
    List<String> comments = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("import (")) {
        importing = true;
      } else if (importing && line.startsWith(")")) {
        importing = false;
      } else if (importing || line.startsWith("import ")) {
        Matcher m = IMPORT.matcher(line);
        if (m.matches()) {
          String full = m.group(2);
          imports.put(
              m.group(1) == null ? full.substring(full.lastIndexOf('/') + 1) : m.group(1).strip(),
              full);
        }
      } else if (line.startsWith("//")) {
        comments.add(line.substring(2).strip());
      } else if (line.startsWith("type ")) {
        i = declaration(lines, i, List.copyOf(comments));
        comments.clear();
      } else if (!line.isBlank()) {
        Matcher m = CONSTANT.matcher(line);
        if (m.matches()) {
          constants.put(m.group(1), m.group(2));
        }
        comments.clear();
      }
    }
  }

  private int declaration(List<String> lines, int at, List<String> comments) {
    String line = lines.get(at);
    Matcher m = TYPE.matcher(line);
    if (!m.matches()) {
      return at;
    }
    String name = m.group(1);
    List<String> markers = markers(comments);
    if (line.endsWith("struct{}")) {
      declarations.put(name, new Declaration(this, name, null, List.of(), markers));
      return at;
    }
    if (!line.endsWith("struct {")) {
      declarations.putIfAbsent(
          name, new Declaration(this, name, m.group(3).strip(), null, markers));
      return at;
    }
    List<Field> fields = new ArrayList<>();
    List<String> pending = new ArrayList<>();
    int i = at + 1;
    for (; !lines.get(i).equals("}"); i++) {
      String member = lines.get(i);
      if (member.isBlank()) {
        pending.clear();
      } else if (member.strip().startsWith("//")) {
        pending.add(member.strip().substring(2).strip());
      } else {
        Field field = field(member, markers(pending));
        if (field != null) {
          fields.add(field);
        }
        pending.clear();
      }
    }
    declarations.put(name, new Declaration(this, name, null, fields, markers));
    return i;
  }

  private static Field field(String line, List<String> markers) {
    Matcher m = EMBEDDED.matcher(line);
    if (m.matches()) {
      return new Field("", m.group(1), tags(m.group(2)), markers);
    }
    m = MEMBER.matcher(line);
    return m.matches() ? new Field(m.group(1), m.group(2), tags(m.group(3)), markers) : null;
  }

  private static List<String> markers(List<String> comments) {
    return comments.stream().filter(c -> c.startsWith("+")).map(c -> c.substring(1)).toList();
  }

  private static Map<String, String> tags(String text) {
    Map<String, String> out = new HashMap<>();
    if (text != null) {
      Matcher m = TAG.matcher(text);
      while (m.find()) {
        out.put(m.group(1), m.group(2));
      }
    }
    return out;
  }
}
