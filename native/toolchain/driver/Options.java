import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The options of the command line that stand for options of the builder. */
final class Options {
  private Options() {}

  /** One option of the command line and the builder option it stands for. */
  record Option(
      String builderName,
      Kind kind,
      String fixedValue,
      Set<Character> separators,
      String defaultValue) {}

  enum Kind {
    FLAG,
    VALUE,
    INIT_RUN_TIME,
    INIT_BUILD_TIME
  }

  static final Map<String, Option> ALL = new LinkedHashMap<>();

  private static void flag(String name, String builderName) {
    ALL.put(name, new Option(builderName, Kind.FLAG, null, Set.of(), null));
  }

  private static void fixed(String name, String builderName, String value) {
    ALL.put(name, new Option(builderName, Kind.VALUE, value, Set.of(), null));
  }

  /** An option with a value after '='; with a default value it may also stand alone. */
  private static void value(String name, String builderName, String defaultValue) {
    ALL.put(name, new Option(builderName, Kind.VALUE, null, Set.of('='), defaultValue));
  }

  /** An option whose value follows after '=' or as the next argument. */
  private static void spaced(String name, String builderName) {
    ALL.put(name, new Option(builderName, Kind.VALUE, null, Set.of('=', ' '), null));
  }

  private static void init(String name, Kind kind) {
    ALL.put(name, new Option("ClassInitialization", kind, null, Set.of('='), ""));
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
    ALL.put("-o", new Option("Name", Kind.VALUE, null, Set.of(' '), null));
  }

  /** Files below META-INF/native-image of a class path entry, with the option that takes them. */
  static final Map<String, String> CONFIGURATION_FILES = new LinkedHashMap<>();

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

  static String builderOption(String name, String value, String origin) {
    return "-H:" + name + "@" + origin + "=" + value;
  }

  /** Notes in a -H: option where it came from: -H:Name@origin=value or -H:+Name@origin. */
  static String withOrigin(String option, String origin) {
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

  static String each(String list, String prefix, String suffix) {
    return Stream.of(list.split(","))
        .map(e -> prefix + e + suffix)
        .collect(Collectors.joining(","));
  }
}
