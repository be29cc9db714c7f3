import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.Attributes;

/**
 * The native-image command: turns its arguments, and those that the jars of the class path bring in
 * META-INF/native-image, into one run of the image builder
 * (com.oracle.svm.hosted.NativeImageGeneratorRunner) on the JDK that this home is.
 *
 * <p>Bundles, macro options and fallback images are not supported.
 */
public final class NativeImage {

  private final Path home = Path.of(System.getProperty("java.home"));
  private final Arguments arguments = new Arguments();
  private final ClassPath classPath = new ClassPath(home, arguments);
  private final LinkedHashSet<Path> modulePath = new LinkedHashSet<>();
  private final Set<String> addModules = new LinkedHashSet<>();
  private final Set<String> limitModules = new LinkedHashSet<>();
  private boolean verbose;
  private boolean dryRun;
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
    arguments.add("Path", Path.of("").toAbsolutePath().toString(), Arguments.DRIVER);
    while (!queue.isEmpty()) {
      String arg = queue.peek();
      if (consumePathOption(queue)) {
        module |= arg.equals("-m") || arg.equals("--module");
      } else if (!arguments.consume(queue, Arguments.USER)) {
        if (arg.startsWith("-")) {
          throw new UserError("Unrecognized option: " + arg);
        }
        names.add(queue.poll());
      }
    }
    if (classPath.entries().isEmpty() && modulePath.isEmpty()) {
      classPath.add(Path.of("."));
    }
    String mainClass = arguments.value("Class");
    if (jarName == null && !module && !names.isEmpty()) {
      mainClass = names.remove(0);
      arguments.add("Class", mainClass, Arguments.USER + "+api");
    }
    if (!names.isEmpty()) {
      arguments.add("Name", names.remove(0), Arguments.USER + "+api");
    } else if (arguments.value("Name") == null) {
      String name =
          jarName != null ? jarName : mainClass != null ? mainClass : arguments.value("Module");
      if (name != null) {
        arguments.add(
            "Name", jarName != null ? name : name.toLowerCase(Locale.ROOT), Arguments.DRIVER);
      }
    }
    if (!names.isEmpty()) {
      throw new UserError("Unknown argument(s): " + names);
    }
    arguments.splitName();
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
        classPath.exclude(all.get(i + 1), all.get(i + 2));
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
          classPath.addPattern(entry.isEmpty() ? "." : entry);
        }
      }
      case "-p", "--module-path" -> {
        for (String entry : next(queue, inline).split(":")) {
          modulePath.add(Path.of(entry).toAbsolutePath().normalize());
        }
      }
      case "-m", "--module" -> {
        String[] parts = next(queue, inline).split("/", 2);
        arguments.add("Module", parts[0], Arguments.DRIVER);
        if (parts.length > 1) {
          arguments.add("Class", parts[1], Arguments.DRIVER);
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
        classPath.verbose();
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

  private static String next(Deque<String> queue, boolean inline) {
    String arg = queue.poll();
    String value = inline ? arg.substring(arg.indexOf('=') + 1) : queue.poll();
    if (value == null || value.isEmpty()) {
      throw new UserError(arg + " requires a value");
    }
    return value;
  }

  private void jarOption(Path jar) throws IOException {
    if (!Files.isRegularFile(jar)) {
      throw new UserError("-jar requires a valid jar file: " + jar);
    }
    Attributes attributes = Jars.manifest(jar);
    String mainClass = attributes == null ? null : attributes.getValue("Main-Class");
    if (mainClass == null) {
      throw new UserError("No main manifest attribute, in " + jar);
    }
    arguments.add("Class", mainClass, Arguments.DRIVER);
    String file = jar.getFileName().toString();
    jarName = file.endsWith(".jar") ? file.substring(0, file.length() - 4) : file;
    for (String[] pair :
        new String[][] {{"Add-Opens", "AddOpens"}, {"Add-Exports", "AddExports"}}) {
      String packages = attributes.getValue(pair[0]);
      if (packages != null) {
        for (String p : packages.trim().split(" +")) {
          arguments.add(pair[1], p + "=ALL-UNNAMED", Arguments.USER + "+api");
        }
      }
    }
    if (attributes.getValue("Enable-Native-Access") != null) {
      arguments.add("EnableNativeAccess", "ALL-UNNAMED", Arguments.USER + "+api");
    }
    classPath.add(jar);
  }

  private Builder.Request request() {
    arguments.withoutColors();
    return new Builder.Request(
        arguments.builder,
        arguments.propertyJava,
        arguments.userJava,
        classPath.entries(),
        modulePath,
        addModules,
        limitModules,
        arguments.environment,
        verbose,
        dryRun);
  }
}
