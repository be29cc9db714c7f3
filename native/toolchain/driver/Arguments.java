import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the image builder and its JVM are told, as gathered from the command line and from the
 * configuration of jars; and how the options common to both are read.
 */
final class Arguments {
  static final String USER = "user";
  static final String DRIVER = "driver";

  final List<String> builder = new ArrayList<>();
  final List<String> propertyJava = new ArrayList<>(); // JavaArgs of native-image.properties
  final List<String> userJava = new ArrayList<>(); // -J and -D
  final Map<String, String> environment = new LinkedHashMap<>();
  final Map<String, String> substitutions = new LinkedHashMap<>();
  private boolean colorSet;

  /** Tells the builder an option. */
  void add(String name, String value, String origin) {
    builder.add(Options.builderOption(name, value, origin));
  }

  /** Options of the command line and of the Args of a native-image.properties file alike. */
  boolean consume(Deque<String> queue, String origin) {
    String arg = queue.peek();
    if (arg.startsWith("-H:")) {
      builder.add(Options.withOrigin(queue.poll(), origin));
      return true;
    }
    if (arg.startsWith("-R:")) {
      builder.add(queue.poll());
      return true;
    }
    if (arg.startsWith("-J") && arg.length() > 2) {
      userJava.add(queue.poll().substring(2));
      return true;
    }
    if (arg.startsWith("-D")) {
      userJava.add(queue.poll());
      return true;
    }
    if (arg.equals("--enable-preview")) {
      userJava.add(queue.poll());
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
      builder.add(Options.builderOption("Optimize", arg.substring(2), api));
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
        builder.add(
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
        builder.add("-H:+" + option.builderName() + "@" + api);
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
    builder.add(Options.builderOption(option.builderName(), value, api));
    return true;
  }

  /** The value a builder option has so far, or {@code null}. */
  String value(String name) {
    Pattern p = Pattern.compile("-H:" + name + "(@[^=]*)?=(.*)", Pattern.DOTALL);
    String result = null;
    for (String arg : builder) {
      var m = p.matcher(arg);
      if (m.matches()) {
        result = m.group(2);
      }
    }
    return result;
  }

  /** An image name with directories sets the path of the image, too. */
  void splitName() {
    String name = value("Name");
    if (name == null) {
      return;
    }
    Path parent = Path.of(name).getParent();
    if (parent != null) {
      Path directory = Path.of("").toAbsolutePath().resolve(parent).normalize();
      if (!Files.isDirectory(directory)) {
        throw new UserError("Cannot write the image: no such directory: " + directory);
      }
      builder.add(Options.builderOption("Path", directory.toString(), DRIVER));
      builder.add(Options.builderOption("Name", Path.of(name).getFileName().toString(), DRIVER));
    }
  }

  /** Output for logs, unless colors were asked for. */
  void withoutColors() {
    if (!colorSet) {
      add("Color", "never", DRIVER);
    }
  }
}
