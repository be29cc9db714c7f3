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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The native-image command: turns its arguments, and those that the jars of the class path bring in
 * META-INF/native-image, into one run of the image builder
 * (com.oracle.svm.hosted.NativeImageGeneratorRunner) on the JDK that this home is.
 *
 * <p>Bundles, macro options and fallback images are not supported.
 */
public final class NativeImage {

  private static final String USER = "user";
  private static final String DRIVER = "driver";

  private record Exclusion(Pattern jar, Pattern resource) {}

  private final Path home = Path.of(System.getProperty("java.home"));
  private final List<String> builderArgs = new ArrayList<>();
  private final List<String> propertyJavaArgs =
      new ArrayList<>(); // JavaArgs of native-image.properties
  private final List<String> userJavaArgs = new ArrayList<>(); // -J and -D
  private final LinkedHashSet<Path> classPath = new LinkedHashSet<>();
  private final LinkedHashSet<Path> modulePath = new LinkedHashSet<>();
  private final Set<Path> visited = new LinkedHashSet<>();
  private final Set<String> addModules = new LinkedHashSet<>();
  private final Set<String> limitModules = new LinkedHashSet<>();
  private final List<Exclusion> exclusions = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, String> substitutions = new LinkedHashMap<>();
  private boolean verbose;
  private boolean dryRun;
  private boolean colorSet;
  private String jarName;

  public static void main(String[] args) throws Exception {
    try {
      System.exit(new NativeImage().run(args));
    } catch (UserError e) {
      System.err.println("Error: " + e.getMessage());
      System.exit(20);
    }
  }

  private int run(String[] args) throws Exception {
    Deque<String> queue = new ArrayDeque<>();
    String fromEnvironment = System.getenv("NATIVE_IMAGE_OPTIONS");
    if (fromEnvironment != null && !fromEnvironment.isBlank()) {
      queue.addAll(Tokens.of(fromEnvironment));
    }
    for (String arg : args) {
      if (arg.startsWith("@") && arg.length() > 1) {
        queue.addAll(Tokens.of(Files.readString(Path.of(arg.substring(1)))));
      } else {
        queue.add(arg);
      }
    }
    if (queue.isEmpty() || queue.contains("--help")) {
      System.out.println(
          "Usage: native-image [options] class [imagename] | [options] -jar jarfile [imagename]");
      return queue.isEmpty() ? 20 : 0;
    }
    if (queue.contains("--version")) {
      new Builder(home).printVersion();
      return 0;
    }
    // exclusions apply to every class path entry, so they are collected before any entry is read
    collectExclusions(queue);
    List<String> names = new ArrayList<>();
    boolean module = false;
    builderArgs.add(Options.builderOption("Path", Path.of("").toAbsolutePath().toString(), DRIVER));
    while (!queue.isEmpty()) {
      String arg = queue.peek();
      if (consumePathOption(queue)) {
        module |= arg.equals("-m") || arg.equals("--module");
      } else if (!consume(queue, USER)) {
        if (arg.startsWith("-")) {
          throw new UserError("Unrecognized option: " + arg);
        }
        names.add(queue.poll());
      }
    }
    if (classPath.isEmpty() && modulePath.isEmpty()) {
      addClassPath(Path.of("."));
    }
    String mainClass = optionValue("Class");
    if (jarName == null && !module && !names.isEmpty()) {
      mainClass = names.remove(0);
      builderArgs.add(Options.builderOption("Class", mainClass, USER + "+api"));
    }
    if (!names.isEmpty()) {
      builderArgs.add(Options.builderOption("Name", names.remove(0), USER + "+api"));
    } else if (optionValue("Name") == null) {
      String name =
          jarName != null ? jarName : mainClass != null ? mainClass : optionValue("Module");
      if (name != null) {
        builderArgs.add(
            Options.builderOption(
                "Name", jarName != null ? name : name.toLowerCase(Locale.ROOT), DRIVER));
      }
    }
    if (!names.isEmpty()) {
      throw new UserError("Unknown argument(s): " + names);
    }
    splitName();
    return new Builder(home).run(request());
  }

  private void collectExclusions(Deque<String> queue) {
    List<String> all = new ArrayList<>(queue);
    queue.clear();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).equals("--exclude-config")) {
        if (i + 2 >= all.size()) {
          throw new UserError(
              "--exclude-config requires two arguments: a jar and a resource regular expression");
        }
        exclusions.add(
            new Exclusion(Pattern.compile(all.get(i + 1)), Pattern.compile(all.get(i + 2))));
        i += 2;
      } else {
        queue.add(all.get(i));
      }
    }
  }

  /** Options that only the command line itself may hold. */
  private boolean consumePathOption(Deque<String> queue) throws IOException {
    String arg = queue.peek();
    int equals = arg.indexOf('=');
    String name = arg.startsWith("--") && equals > 0 ? arg.substring(0, equals) : arg;
    boolean inline = !name.equals(arg);
    switch (name) {
      case "-cp", "-classpath", "--class-path" -> {
        for (String entry : next(queue, inline).split(":", -1)) {
          addClassPathPattern(entry.isEmpty() ? "." : entry);
        }
      }
      case "-p", "--module-path" -> {
        for (String entry : next(queue, inline).split(":")) {
          modulePath.add(Path.of(entry).toAbsolutePath().normalize());
        }
      }
      case "-m", "--module" -> {
        String[] parts = next(queue, inline).split("/", 2);
        builderArgs.add(Options.builderOption("Module", parts[0], DRIVER));
        if (parts.length > 1) {
          builderArgs.add(Options.builderOption("Class", parts[1], DRIVER));
        }
      }
      case "--add-modules" -> addModules.addAll(List.of(next(queue, inline).split(",")));
      case "--limit-modules" -> limitModules.addAll(List.of(next(queue, inline).split(",")));
      case "-jar" -> {
        Path jar = Path.of(next(queue, false)).toAbsolutePath().normalize();
        jarOption(jar);
      }
      case "--verbose" -> {
        queue.poll();
        verbose = true;
      }
      case "--dry-run" -> {
        queue.poll();
        dryRun = true;
      }
      default -> {
        if (name.startsWith("--bundle")
            || name.startsWith("--macro:")
            || name.startsWith("--tool:")
            || name.startsWith("--language:")) {
          throw new UserError(arg + " is not supported by this native-image");
        }
        return false;
      }
    }
    return true;
  }

  /** Options of the command line and of the Args of a native-image.properties file alike. */
  private boolean consume(Deque<String> queue, String origin) {
    String arg = queue.peek();
    if (arg.startsWith("-H:")) {
      builderArgs.add(Options.withOrigin(queue.poll(), origin));
      return true;
    }
    if (arg.startsWith("-R:")) {
      builderArgs.add(queue.poll());
      return true;
    }
    if (arg.startsWith("-J") && arg.length() > 2) {
      userJavaArgs.add(queue.poll().substring(2));
      return true;
    }
    if (arg.startsWith("-D")) {
      userJavaArgs.add(queue.poll());
      return true;
    }
    if (arg.equals("--enable-preview")) {
      userJavaArgs.add(queue.poll());
      return true;
    }
    if (arg.startsWith("-V") || arg.startsWith("-E")) {
      queue.poll();
      String[] pair = arg.substring(2).split("=", 2);
      String value = pair.length > 1 ? pair[1] : System.getenv(pair[0]);
      if (value != null) {
        (arg.startsWith("-V") ? substitutions : environment).put(pair[0], value);
      }
      return true;
    }
    String api = origin + "+api";
    if (arg.startsWith("-O") && arg.length() == 3) {
      queue.poll();
      builderArgs.add(Options.builderOption("Optimize", arg.substring(2), api));
      return true;
    }
    for (String[] assertions :
        new String[][] {
          {"-ea", "+"}, {"-enableassertions", "+"}, {"-da", "-"}, {"-disableassertions", "-"}
        }) {
      if (arg.equals(assertions[0]) || arg.startsWith(assertions[0] + ":")) {
        queue.poll();
        String packages =
            arg.equals(assertions[0]) ? "" : arg.substring(assertions[0].length() + 1);
        builderArgs.add(
            Options.builderOption(
                "RuntimeAssertions", Options.each(packages, assertions[1], ""), api));
        return true;
      }
    }
    Options.Option option = Options.ALL.get(arg);
    String value = null;
    if (option == null) {
      int equals = arg.indexOf('=');
      option = equals > 0 ? Options.ALL.get(arg.substring(0, equals)) : null;
      if (option == null || !option.separators().contains('=')) {
        return false;
      }
      value = arg.substring(equals + 1);
      queue.poll();
    } else {
      queue.poll();
      if (option.kind() == Options.Kind.FLAG) {
        builderArgs.add("-H:+" + option.builderName() + "@" + api);
        return true;
      }
      if (option.fixedValue() != null) {
        value = option.fixedValue();
      } else if (option.separators().contains(' ')) {
        value = queue.poll();
      } else {
        value = option.defaultValue();
      }
      if (value == null) {
        throw new UserError(arg + " requires a value");
      }
    }
    value =
        switch (option.kind()) {
          case INIT_RUN_TIME -> Options.each(value, "", ":run_time");
          case INIT_BUILD_TIME -> Options.each(value, "", ":build_time");
          default -> value;
        };
    colorSet |= option.builderName().equals("Color");
    builderArgs.add(Options.builderOption(option.builderName(), value, api));
    return true;
  }

  private static String next(Deque<String> queue, boolean inline) {
    String arg = queue.poll();
    String value = inline ? arg.substring(arg.indexOf('=') + 1) : queue.poll();
    if (value == null || value.isEmpty()) {
      throw new UserError(arg + " requires a value");
    }
    return value;
  }

  private String optionValue(String name) {
    Pattern p = Pattern.compile("-H:" + name + "(@[^=]*)?=(.*)", Pattern.DOTALL);
    String result = null;
    for (String arg : builderArgs) {
      var m = p.matcher(arg);
      if (m.matches()) {
        result = m.group(2);
      }
    }
    return result;
  }

  /** An image name with directories sets the path of the image, too. */
  private void splitName() {
    String name = optionValue("Name");
    if (name == null) {
      return;
    }
    Path parent = Path.of(name).getParent();
    if (parent != null) {
      Path directory = Path.of("").toAbsolutePath().resolve(parent).normalize();
      if (!Files.isDirectory(directory)) {
        throw new UserError("Cannot write the image: no such directory: " + directory);
      }
      builderArgs.add(Options.builderOption("Path", directory.toString(), DRIVER));
      builderArgs.add(
          Options.builderOption("Name", Path.of(name).getFileName().toString(), DRIVER));
    }
  }

  // ---- class path ----

  private void jarOption(Path jar) throws IOException {
    if (!Files.isRegularFile(jar)) {
      throw new UserError("-jar requires a valid jar file: " + jar);
    }
    Attributes attributes = Jars.manifest(jar);
    String mainClass = attributes == null ? null : attributes.getValue("Main-Class");
    if (mainClass == null) {
      throw new UserError("No main manifest attribute, in " + jar);
    }
    builderArgs.add(Options.builderOption("Class", mainClass, DRIVER));
    String file = jar.getFileName().toString();
    jarName = file.endsWith(".jar") ? file.substring(0, file.length() - 4) : file;
    for (String[] pair :
        new String[][] {{"Add-Opens", "AddOpens"}, {"Add-Exports", "AddExports"}}) {
      String packages = attributes.getValue(pair[0]);
      if (packages != null) {
        for (String p : packages.trim().split(" +")) {
          builderArgs.add(Options.builderOption(pair[1], p + "=ALL-UNNAMED", USER + "+api"));
        }
      }
    }
    if (attributes.getValue("Enable-Native-Access") != null) {
      builderArgs.add(Options.builderOption("EnableNativeAccess", "ALL-UNNAMED", USER + "+api"));
    }
    addClassPath(jar);
  }

  private void addClassPathPattern(String entry) throws IOException {
    if (entry.equals("*") || entry.endsWith("/*")) {
      Path directory = Path.of(entry.equals("*") ? "." : entry.substring(0, entry.length() - 2));
      try (Stream<Path> files = Files.list(directory)) {
        for (Path jar :
            files
                .filter(f -> f.toString().toLowerCase(Locale.ROOT).endsWith(".jar"))
                .sorted()
                .toList()) {
          addClassPath(jar);
        }
      }
    } else {
      addClassPath(Path.of(entry));
    }
  }

  private void addClassPath(Path given) throws IOException {
    Path entry = given.toAbsolutePath().normalize();
    if (!Files.exists(entry) || !visited.add(entry)) {
      return; // like java, a missing entry is no error
    }
    classPath.add(entry);
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
          addClassPath(p);
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
          builderArgs.add(
              Options.builderOption(
                  type.getValue(), root.relativize(file).toString(), file.toUri() + "+api"));
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
      builderArgs.add(Options.builderOption("Name", substitute(imageName, directory, key), origin));
    }
    for (String arg : Tokens.of(properties.getProperty("JavaArgs", ""))) {
      propertyJavaArgs.add(substitute(arg, directory, key));
    }
    Deque<String> queue = new ArrayDeque<>();
    for (String arg : Tokens.of(properties.getProperty("Args", ""))) {
      queue.add(substitute(arg, directory, key));
    }
    while (!queue.isEmpty()) {
      if (queue.peek().equals("--exclude-config")) {
        queue.poll();
        exclusions.add(
            new Exclusion(Pattern.compile(queue.remove()), Pattern.compile(queue.remove())));
      } else if (!consume(queue, origin)) {
        throw new UserError(
            "Property 'Args' of " + origin + " contains invalid entry '" + queue.peek() + "'");
      }
    }
  }

  private String substitute(String text, Path directory, String key) {
    String argument = key == null ? null : substitutions.get(key);
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

  private Builder.Request request() {
    if (!colorSet) {
      builderArgs.add(Options.builderOption("Color", "never", DRIVER));
    }
    return new Builder.Request(
        builderArgs,
        propertyJavaArgs,
        userJavaArgs,
        classPath,
        modulePath,
        addModules,
        limitModules,
        environment,
        verbose,
        dryRun);
  }
}
