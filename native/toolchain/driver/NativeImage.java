import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The native-image command: turns its arguments, and those that the jars of the class path bring in
 * META-INF/native-image, into one run of the image builder
 * (com.oracle.svm.hosted.NativeImageGeneratorRunner) on the JDK that this home is.
 *
 * <p>Bundles, macro options and fallback images are not supported.
 */
public final class NativeImage {

  /** One option of the command line and the builder option it stands for. */
  private record Option(
      String builderName,
      Kind kind,
      String fixedValue,
      Set<Character> separators,
      String defaultValue) {}

  private enum Kind {
    FLAG,
    VALUE,
    INIT_RUN_TIME,
    INIT_BUILD_TIME
  }

  private static final Map<String, Option> OPTIONS = new LinkedHashMap<>();

  private static void flag(String name, String builderName) {
    OPTIONS.put(name, new Option(builderName, Kind.FLAG, null, Set.of(), null));
  }

  private static void fixed(String name, String builderName, String value) {
    OPTIONS.put(name, new Option(builderName, Kind.VALUE, value, Set.of(), null));
  }

  /** An option with a value after '='; with a default value it may also stand alone. */
  private static void value(String name, String builderName, String defaultValue) {
    OPTIONS.put(name, new Option(builderName, Kind.VALUE, null, Set.of('='), defaultValue));
  }

  /** An option whose value follows after '=' or as the next argument. */
  private static void spaced(String name, String builderName) {
    OPTIONS.put(name, new Option(builderName, Kind.VALUE, null, Set.of('=', ' '), null));
  }

  private static void init(String name, Kind kind) {
    OPTIONS.put(name, new Option("ClassInitialization", kind, null, Set.of('='), ""));
  }

  static {
    flag("--shared", "SharedLibrary");
    flag("--static", "StaticExecutable");
    flag("--static-nolibc", "StaticExecutableWithDynamicLibC");
    flag("--silent", "BuildOutputSilent");
    flag("--list-modules", "ListModules");
    flag("--list-cpu-features", "ListCPUFeatures");
    flag("--native-image-info", "DumpTargetInfo");
    flag("--enable-all-security-services", "EnableAllSecurityServices");
    flag("--install-exit-handlers", "InstallExitHandlers");
    flag("--strict-image-heap", "StrictImageHeap");
    flag("--report-unsupported-elements-at-runtime", "ReportUnsupportedElementsAtRuntime");
    flag("--allow-incomplete-classpath", "AllowIncompleteClasspath");
    flag("--configure-reflection-metadata", "ConfigureReflectionMetadata");
    flag("--gc=serial", "UseSerialGC");
    flag("--gc=epsilon", "UseEpsilonGC");
    flag("-esa", "RuntimeSystemAssertions");
    flag("-enablesystemassertions", "RuntimeSystemAssertions");
    fixed("--no-fallback", "FallbackThreshold", "0");
    fixed("--auto-fallback", "FallbackThreshold", "5");
    fixed("--enable-http", "EnableURLProtocols", "http");
    fixed("--enable-https", "EnableURLProtocols", "https");
    fixed("-g", "GenerateDebugInfo", "2");
    value("-march", "MicroArchitecture", null);
    value("--parallelism", "NumberOfThreads", null);
    value("--features", "Features", null);
    value("--libc", "UseLibC", null);
    value("--target", "TargetPlatform", null);
    value("--color", "Color", "always");
    value("--enable-url-protocols", "EnableURLProtocols", null);
    value("--enable-monitoring", "EnableMonitoringFeatures", "<deprecated-default>");
    value("--future-defaults", "FutureDefaults", "<default-value>");
    value("--link-at-build-time", "LinkAtBuildTime", "");
    value("--link-at-build-time-paths", "LinkAtBuildTimePaths", null);
    value("--exact-reachability-metadata", "ThrowMissingRegistrationErrors", "");
    value("--exact-reachability-metadata-path", "ThrowMissingRegistrationErrorsPaths", null);
    value("--trace-object-instantiation", "TraceObjectInstantiation", null);
    value("--trace-class-initialization", "TraceClassInitialization", null);
    value("--native-compiler-path", "CCompilerPath", null);
    value("--native-compiler-options", "CCompilerOption", null);
    spaced("--add-exports", "AddExports");
    spaced("--add-opens", "AddOpens");
    spaced("--add-reads", "AddReads");
    spaced("--enable-native-access", "EnableNativeAccess");
    init("--initialize-at-run-time", Kind.INIT_RUN_TIME);
    init("--initialize-at-build-time", Kind.INIT_BUILD_TIME);
    init("--delay-class-initialization-to-runtime", Kind.INIT_RUN_TIME);
    init("--rerun-class-initialization-at-runtime", Kind.INIT_RUN_TIME);
    OPTIONS.put("-o", new Option("Name", Kind.VALUE, null, Set.of(' '), null));
  }

  /** Files below META-INF/native-image of a class path entry, with the option that takes them. */
  private static final Map<String, String> CONFIGURATION_FILES = new LinkedHashMap<>();

  static {
    CONFIGURATION_FILES.put("reachability-metadata.json", "ReachabilityMetadataResources");
    CONFIGURATION_FILES.put("jni-config.json", "JNIConfigurationResources");
    CONFIGURATION_FILES.put("foreign-config.json", "ForeignResources");
    CONFIGURATION_FILES.put("reflect-config.json", "ReflectionConfigurationResources");
    CONFIGURATION_FILES.put("resource-config.json", "ResourceConfigurationResources");
    CONFIGURATION_FILES.put("proxy-config.json", "DynamicProxyConfigurationResources");
    CONFIGURATION_FILES.put("serialization-config.json", "SerializationConfigurationResources");
    CONFIGURATION_FILES.put(
        "serialization-deny-config.json", "SerializationDenyConfigurationResources");
    CONFIGURATION_FILES.put(
        "predefined-classes-config.json", "PredefinedClassesConfigurationResources");
  }

  private static final String USER = "user";
  private static final String DRIVER = "driver";

  private record Exclusion(Pattern jar, Pattern resource) {}

  private final Path home = Path.of(System.getProperty("java.home"));
  private final Path builderDir = home.resolve("lib/svm/builder");
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

  private static final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UserError(String message) {
      super(message);
    }
  }

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
      queue.addAll(tokens(fromEnvironment));
    }
    for (String arg : args) {
      if (arg.startsWith("@") && arg.length() > 1) {
        queue.addAll(tokens(Files.readString(Path.of(arg.substring(1)))));
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
      printVersion();
      return 0;
    }
    // exclusions apply to every class path entry, so they are collected before any entry is read
    collectExclusions(queue);
    List<String> names = new ArrayList<>();
    boolean module = false;
    builderArgs.add(builderOption("Path", Path.of("").toAbsolutePath().toString(), DRIVER));
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
      builderArgs.add(builderOption("Class", mainClass, USER + "+api"));
    }
    if (!names.isEmpty()) {
      builderArgs.add(builderOption("Name", names.remove(0), USER + "+api"));
    } else if (optionValue("Name") == null) {
      String name =
          jarName != null ? jarName : mainClass != null ? mainClass : optionValue("Module");
      if (name != null) {
        builderArgs.add(
            builderOption("Name", jarName != null ? name : name.toLowerCase(Locale.ROOT), DRIVER));
      }
    }
    if (!names.isEmpty()) {
      throw new UserError("Unknown argument(s): " + names);
    }
    splitName();
    return build();
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
        builderArgs.add(builderOption("Module", parts[0], DRIVER));
        if (parts.length > 1) {
          builderArgs.add(builderOption("Class", parts[1], DRIVER));
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
      builderArgs.add(withOrigin(queue.poll(), origin));
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
      builderArgs.add(builderOption("Optimize", arg.substring(2), api));
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
        builderArgs.add(builderOption("RuntimeAssertions", each(packages, assertions[1], ""), api));
        return true;
      }
    }
    Option option = OPTIONS.get(arg);
    String value = null;
    if (option == null) {
      int equals = arg.indexOf('=');
      option = equals > 0 ? OPTIONS.get(arg.substring(0, equals)) : null;
      if (option == null || !option.separators.contains('=')) {
        return false;
      }
      value = arg.substring(equals + 1);
      queue.poll();
    } else {
      queue.poll();
      if (option.kind == Kind.FLAG) {
        builderArgs.add("-H:+" + option.builderName + "@" + api);
        return true;
      }
      if (option.fixedValue != null) {
        value = option.fixedValue;
      } else if (option.separators.contains(' ')) {
        value = queue.poll();
      } else {
        value = option.defaultValue;
      }
      if (value == null) {
        throw new UserError(arg + " requires a value");
      }
    }
    value =
        switch (option.kind) {
          case INIT_RUN_TIME -> each(value, "", ":run_time");
          case INIT_BUILD_TIME -> each(value, "", ":build_time");
          default -> value;
        };
    colorSet |= option.builderName.equals("Color");
    builderArgs.add(builderOption(option.builderName, value, api));
    return true;
  }

  private static String each(String list, String prefix, String suffix) {
    return Stream.of(list.split(","))
        .map(e -> prefix + e + suffix)
        .collect(Collectors.joining(","));
  }

  private static String next(Deque<String> queue, boolean inline) {
    String arg = queue.poll();
    String value = inline ? arg.substring(arg.indexOf('=') + 1) : queue.poll();
    if (value == null || value.isEmpty()) {
      throw new UserError(arg + " requires a value");
    }
    return value;
  }

  private static String builderOption(String name, String value, String origin) {
    return "-H:" + name + "@" + origin + "=" + value;
  }

  /** Notes in a -H: option where it came from: -H:Name@origin=value or -H:+Name@origin. */
  private static String withOrigin(String option, String origin) {
    char sign = option.length() > 3 ? option.charAt(3) : 0;
    int equals = option.indexOf('=');
    if (sign == '+' || sign == '-') {
      return option + "@" + origin;
    }
    if (equals < 0) {
      throw new UserError("Invalid native-image option " + option + " from " + origin);
    }
    return option.substring(0, equals) + "@" + origin + option.substring(equals);
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
      builderArgs.add(builderOption("Path", directory.toString(), DRIVER));
      builderArgs.add(builderOption("Name", Path.of(name).getFileName().toString(), DRIVER));
    }
  }

  // ---- class path ----

  private void jarOption(Path jar) throws IOException {
    if (!Files.isRegularFile(jar)) {
      throw new UserError("-jar requires a valid jar file: " + jar);
    }
    Attributes attributes = manifest(jar);
    String mainClass = attributes == null ? null : attributes.getValue("Main-Class");
    if (mainClass == null) {
      throw new UserError("No main manifest attribute, in " + jar);
    }
    builderArgs.add(builderOption("Class", mainClass, DRIVER));
    String file = jar.getFileName().toString();
    jarName = file.endsWith(".jar") ? file.substring(0, file.length() - 4) : file;
    for (String[] pair :
        new String[][] {{"Add-Opens", "AddOpens"}, {"Add-Exports", "AddExports"}}) {
      String packages = attributes.getValue(pair[0]);
      if (packages != null) {
        for (String p : packages.trim().split(" +")) {
          builderArgs.add(builderOption(pair[1], p + "=ALL-UNNAMED", USER + "+api"));
        }
      }
    }
    if (attributes.getValue("Enable-Native-Access") != null) {
      builderArgs.add(builderOption("EnableNativeAccess", "ALL-UNNAMED", USER + "+api"));
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
    if (!isZip(entry)) {
      return;
    }
    Attributes attributes = manifest(entry);
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

  private static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] magic = in.readNBytes(4);
      return magic.length == 4 && magic[0] == 'P' && magic[1] == 'K';
    }
  }

  private static Attributes manifest(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest() == null ? null : file.getManifest().getMainAttributes();
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
    for (var type : CONFIGURATION_FILES.entrySet()) {
      for (Path file : files) {
        if (file.getFileName().toString().equals(type.getKey())) {
          builderArgs.add(
              builderOption(
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
      builderArgs.add(builderOption("Name", substitute(imageName, directory, key), origin));
    }
    for (String arg : tokens(properties.getProperty("JavaArgs", ""))) {
      propertyJavaArgs.add(substitute(arg, directory, key));
    }
    Deque<String> queue = new ArrayDeque<>();
    for (String arg : tokens(properties.getProperty("Args", ""))) {
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

  /**
   * Splits at white space; quotes group, a backslash within quotes escapes, # starts a comment
   * line.
   */
  private static List<String> tokens(String text) {
    List<String> result = new ArrayList<>();
    StringBuilder token = null;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else if (c == '\\' && i + 1 < text.length()) {
          token.append(text.charAt(++i));
        } else {
          token.append(c);
        }
      } else if (Character.isWhitespace(c)) {
        if (token != null) {
          result.add(token.toString());
          token = null;
        }
      } else if (c == '#' && token == null) {
        while (i + 1 < text.length() && text.charAt(i + 1) != '\n') {
          i++;
        }
      } else {
        if (token == null) {
          token = new StringBuilder();
        }
        if (c == '"' || c == '\'') {
          quote = c;
        } else {
          token.append(c);
        }
      }
    }
    if (token != null) {
      result.add(token.toString());
    }
    return result;
  }

  // ---- the builder ----

  private Properties release() throws IOException {
    Properties release = new Properties();
    try (InputStream in = Files.newInputStream(home.resolve("lib/svm/version.properties"))) {
      release.load(in);
    }
    return release;
  }

  private void printVersion() throws IOException {
    String vendor = release().getProperty("vendorVersion");
    System.out.println(
        "native-image "
            + System.getProperty("java.version")
            + " "
            + System.getProperty("java.version.date"));
    System.out.println(
        "GraalVM Runtime Environment "
            + vendor
            + " (build "
            + System.getProperty("java.runtime.version")
            + ")");
    System.out.println(
        "Substrate VM "
            + vendor
            + " (build "
            + System.getProperty("java.vm.version")
            + ", serial gc)");
  }

  private List<Path> jars(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static String join(Iterable<Path> paths) {
    List<String> names = new ArrayList<>();
    paths.forEach(p -> names.add(p.toString()));
    return String.join(":", names);
  }

  private int build() throws IOException, InterruptedException {
    Properties release = release();
    List<String> vm =
        new ArrayList<>(
            List.of(
                "-XX:+UseParallelGC",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:+EnableJVMCI",
                "-XX:-UseJVMCICompiler",
                "-Xss10m",
                "-XX:MaxRAMPercentage=75",
                "-XX:GCTimeRatio=9",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:off",
                "-Djava.awt.headless=true",
                "--enable-native-access=org.graalvm.nativeimage.builder",
                "-Dsubstratevm.HostLibC=glibc",
                "-Dgraalvm.locatorDisabled=true",
                "-Dgraalvm.ForcePolyglotInvalid=true",
                "-Dtruffle.TrustAllTruffleRuntimeProviders=true",
                "-Dtruffle.TruffleRuntime=com.oracle.truffle.api.impl.DefaultTruffleRuntime",
                "-Dorg.graalvm.vendor=" + release.getProperty("vendor"),
                "-Dorg.graalvm.vendorurl=" + release.getProperty("vendorUrl"),
                "-Dorg.graalvm.vendorversion=" + release.getProperty("vendorVersion"),
                "-Dorg.graalvm.version=" + release.getProperty("version"),
                "-Dcom.oracle.graalvm.isaot=true",
                "-Dorg.graalvm.nativeimage.imagecode=buildtime",
                "-Djava.system.class.loader=com.oracle.svm.hosted.NativeImageSystemClassLoader",
                "-Djdk.reflect.useOldSerializableConstructor=true",
                "-Djdk.internal.lambda.disableEagerInitialization=true",
                "-Djdk.internal.lambda.eagerlyInitialize=false",
                "-Djava.lang.invoke.InnerClassLambdaMetafactory.initializeLambdas=false",
                "-Djava.lang.invoke.MethodHandle.DONT_INLINE_THRESHOLD=-1",
                "-Djava.lang.invoke.MethodHandle.PROFILE_GWT=false"));
    vm.addAll(Files.readAllLines(home.resolve("lib/svm/builder-exports.args")));
    vm.addAll(propertyJavaArgs);
    vm.addAll(userJavaArgs);
    vm.add("--upgrade-module-path");
    vm.add(join(jars(home.resolve("lib/svm/upgrade"))));
    vm.add("--module-path");
    vm.add(join(jars(builderDir)));
    if (!limitModules.isEmpty()) {
      vm.add("-Dsvm.modulesupport.limitedModules=" + String.join(",", limitModules));
    }
    if (!addModules.isEmpty()) {
      vm.add("-Dsvm.modulesupport.addedModules=" + String.join(",", addModules));
      if (modulePath.isEmpty()) {
        vm.add("--add-modules=" + String.join(",", addModules));
      }
    }
    if (!classPath.isEmpty()) {
      vm.add("--add-modules=ALL-DEFAULT");
    }
    vm.add("--module");
    vm.add("org.graalvm.nativeimage.builder/com.oracle.svm.hosted.NativeImageGeneratorRunner");
    vm.add("-keepalive");
    vm.add("/proc/" + ProcessHandle.current().pid() + "/comm");

    List<String> image = new ArrayList<>();
    if (!classPath.isEmpty()) {
      image.addAll(List.of("-imagecp", join(classPath)));
    }
    if (!modulePath.isEmpty()) {
      image.addAll(List.of("-imagemp", join(modulePath)));
    }
    Path libraries = home.resolve("lib/svm/clibraries");
    image.add(
        "-H:CLibraryPath="
            + libraries.resolve("linux-amd64/glibc")
            + ","
            + libraries.resolve("linux-amd64")
            + ","
            + libraries);
    if (!Files.exists(builderDir.resolve("svm-foreign.jar"))) {
      // not published on Maven Central; without it, support that is switched on is only half there
      image.add("-H:-ForeignAPISupport@" + DRIVER);
    }
    image.addAll(builderArgs);
    // the same arguments give the same id, and so the same image
    image.add(
        builderOption(
            "ImageBuildID",
            UUID.nameUUIDFromBytes(String.join("\0", image).getBytes(StandardCharsets.UTF_8))
                .toString(),
            DRIVER));
    if (!colorSet) {
      image.add(builderOption("Color", "never", DRIVER));
    }

    Path vmFile = Files.createTempFile("native-image", ".vm");
    Path imageFile = Files.createTempFile("native-image", ".image");
    try {
      // in a file for java, every argument is quoted, so backslashes and quotes are escaped
      Files.writeString(
          vmFile,
          vm.stream()
              .map(a -> '"' + a.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
              .collect(Collectors.joining("\n")));
      Files.writeString(imageFile, String.join("\0", image));
      List<String> command =
          List.of(
              home.resolve("bin/java").toString(), "@" + vmFile, "--image-args-file=" + imageFile);
      if (verbose || dryRun) {
        System.out.println(String.join(" \\\n", command));
        vm.forEach(a -> System.out.println("  " + a));
        image.forEach(a -> System.out.println("  " + a));
      }
      if (dryRun) {
        return 0;
      }
      ProcessBuilder process = new ProcessBuilder(command).inheritIO();
      Map<String, String> env = process.environment();
      env.keySet()
          .removeIf(
              k ->
                  !Set.of("PATH", "PWD", "HOME", "LANG", "LANGUAGE").contains(k)
                      && !k.startsWith("LC_"));
      env.putAll(environment);
      env.put("USE_NATIVE_IMAGE_JAVA_PLATFORM_MODULE_SYSTEM", "true");
      if (System.getenv("JVMCI_VERSION_CHECK") != null) {
        env.put("JVMCI_VERSION_CHECK", System.getenv("JVMCI_VERSION_CHECK"));
      }
      return process.start().waitFor();
    } finally {
      Files.deleteIfExists(vmFile);
      Files.deleteIfExists(imageFile);
    }
  }
}
