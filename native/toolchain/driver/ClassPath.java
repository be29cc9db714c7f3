import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The class path of the image, and what its entries configure in META-INF/native-image. */
final class ClassPath {
  private record Exclusion(Pattern jar, Pattern resource) {}

  private final Path home;
  private final Arguments arguments;
  private final LinkedHashSet<Path> entries = new LinkedHashSet<>();
  private final Set<Path> visited = new LinkedHashSet<>();
  private final List<Exclusion> exclusions = new ArrayList<>();
  private boolean verbose;

  /**
   * @param home for {@code ${java.home}} in properties
   * @param arguments receives what is configured
   */
  ClassPath(Path home, Arguments arguments) {
    this.home = home;
    this.arguments = arguments;
  }

  LinkedHashSet<Path> entries() {
    return entries;
  }

  void verbose() {
    verbose = true;
  }

  /** Configuration files whose jar and path match are left out. */
  void exclude(String jar, String resource) {
    exclusions.add(new Exclusion(Pattern.compile(jar), Pattern.compile(resource)));
  }

  /** An entry, or all jars of a folder by {@code *}. */
  void addPattern(String entry) throws IOException {
    if (entry.equals("*") || entry.endsWith("/*")) {
      Path directory = Path.of(entry.equals("*") ? "." : entry.substring(0, entry.length() - 2));
      try (Stream<Path> files = Files.list(directory)) {
        for (Path jar :
            files
                .filter(f -> f.toString().toLowerCase(Locale.ROOT).endsWith(".jar"))
                .sorted()
                .toList()) {
          add(jar);
        }
      }
    } else {
      add(Path.of(entry));
    }
  }

  void add(Path given) throws IOException {
    Path entry = given.toAbsolutePath().normalize();
    if (!Files.exists(entry) || !visited.add(entry)) {
      return; // like java, a missing entry is no error
    }
    entries.add(entry);
    if (Files.isDirectory(entry)) {
      metaInf(entry, entry);
      return;
    }
    if (!Jars.isZip(entry)) {
      return;
    }
    Attributes attributes = Jars.manifest(entry);
    String more = attributes == null ? null : attributes.getValue("Class-Path");
    if (more != null) {
      for (String element : more.trim().split(" +")) {
        if (!element.isEmpty()) {
          Path p =
              element.startsWith("file:")
                  ? Path.of(URI.create(element))
                  : entry.getParent().resolve(URI.create(element).getPath());
          add(p);
        }
      }
    }
    try (FileSystem fs = FileSystems.newFileSystem(entry)) {
      metaInf(entry, fs.getPath("/"));
    }
  }

  private void metaInf(Path entry, Path root) throws IOException {
    Path base = root.resolve("META-INF/native-image");
    if (!Files.isDirectory(base)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(base)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    files =
        files.stream()
            .filter(
                f ->
                    exclusions.stream()
                        .noneMatch(
                            x ->
                                x.jar.matcher(entry.toString()).find()
                                    && x.resource.matcher(f.toString()).find()))
            .toList();
    for (Path file : files) {
      if (file.getFileName().toString().equals("native-image.properties")) {
        properties(root, file);
      }
    }
    for (var type : Options.CONFIGURATION_FILES.entrySet()) {
      for (Path file : files) {
        if (file.getFileName().toString().equals(type.getKey())) {
          arguments.add(type.getValue(), root.relativize(file).toString(), file.toUri() + "+api");
        }
      }
    }
  }

  private void properties(Path root, Path file) throws IOException {
    if (verbose) {
      System.out.println("Apply " + file.toUri());
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    }
    Path directory = root.relativize(file).getParent();
    String key =
        directory.getNameCount() > 2
            ? directory.subpath(2, directory.getNameCount()).toString()
            : null;
    String imageName = properties.getProperty("ImageName");
    String origin = file.toUri().toString();
    if (imageName != null) {
      arguments.add("Name", substitute(imageName, directory, key), origin);
    }
    for (String arg : Tokens.of(properties.getProperty("JavaArgs", ""))) {
      arguments.propertyJava.add(substitute(arg, directory, key));
    }
    Deque<String> queue = new ArrayDeque<>();
    for (String arg : Tokens.of(properties.getProperty("Args", ""))) {
      queue.add(substitute(arg, directory, key));
    }
    while (!queue.isEmpty()) {
      if (queue.peek().equals("--exclude-config")) {
        queue.poll();
        exclude(queue.remove(), queue.remove());
      } else if (!arguments.consume(queue, origin)) {
        throw new UserError(
            "Property 'Args' of " + origin + " contains invalid entry '" + queue.peek() + "'");
      }
    }
  }

  private String substitute(String text, Path directory, String key) {
    String argument = key == null ? null : arguments.substitutions.get(key);
    String result = text;
    if (argument != null) {
      result = result.replace("${*}", argument);
      for (String pair : argument.split(",")) {
        int colon = pair.indexOf(':');
        if (colon > 0) {
          result = result.replace("${" + pair.substring(0, colon) + "}", pair.substring(colon + 1));
        }
      }
    }
    return result.replace("${.}", directory.toString()).replace("${java.home}", home.toString());
  }
}
