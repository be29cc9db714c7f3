import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the image builder (NativeImageGeneratorRunner) on the JDK that this home is. */
final class Builder {
  private final Path home;
  private final Path builderDir;

  /** What the command line and the class path asked for. */
  record Request(
      List<String> builderArgs,
      List<String> propertyJavaArgs,
      List<String> userJavaArgs,
      Collection<Path> classPath,
      Collection<Path> modulePath,
      Set<String> addModules,
      Set<String> limitModules,
      Map<String, String> environment,
      boolean verbose,
      boolean dryRun) {}

  Builder(Path home) {
    this.home = home;
    this.builderDir = home.resolve("lib/svm/builder");
  }

  private Properties release() throws IOException {
    Properties release = new Properties();
    try (InputStream in = Files.newInputStream(home.resolve("lib/svm/version.properties"))) {
      release.load(in);
    }
    return release;
  }

  void printVersion() throws IOException {
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

  int run(Request request) throws IOException, InterruptedException {
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
    vm.addAll(request.propertyJavaArgs());
    vm.addAll(request.userJavaArgs());
    vm.add("--upgrade-module-path");
    vm.add(join(jars(home.resolve("lib/svm/upgrade"))));
    vm.add("--module-path");
    vm.add(join(jars(builderDir)));
    if (!request.limitModules().isEmpty()) {
      vm.add("-Dsvm.modulesupport.limitedModules=" + String.join(",", request.limitModules()));
    }
    if (!request.addModules().isEmpty()) {
      vm.add("-Dsvm.modulesupport.addedModules=" + String.join(",", request.addModules()));
      if (request.modulePath().isEmpty()) {
        vm.add("--add-modules=" + String.join(",", request.addModules()));
      }
    }
    if (!request.classPath().isEmpty()) {
      vm.add("--add-modules=ALL-DEFAULT");
    }
    vm.add("--module");
    vm.add("org.graalvm.nativeimage.builder/com.oracle.svm.hosted.NativeImageGeneratorRunner");
    vm.add("-keepalive");
    vm.add("/proc/" + ProcessHandle.current().pid() + "/comm");

    List<String> image = new ArrayList<>();
    if (!request.classPath().isEmpty()) {
      image.addAll(List.of("-imagecp", join(request.classPath())));
    }
    if (!request.modulePath().isEmpty()) {
      image.addAll(List.of("-imagemp", join(request.modulePath())));
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
      image.add("-H:-ForeignAPISupport@driver");
    }
    image.addAll(request.builderArgs());
    // the same arguments give the same id, and so the same image
    image.add(
        "-H:ImageBuildID@driver="
            + UUID.nameUUIDFromBytes(String.join("\0", image).getBytes(StandardCharsets.UTF_8)));

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
      if (request.verbose() || request.dryRun()) {
        System.out.println(String.join(" \\\n", command));
        vm.forEach(a -> System.out.println("  " + a));
        image.forEach(a -> System.out.println("  " + a));
      }
      if (request.dryRun()) {
        return 0;
      }
      ProcessBuilder process = new ProcessBuilder(command).inheritIO();
      Map<String, String> env = process.environment();
      env.keySet()
          .removeIf(
              k ->
                  !Set.of("PATH", "PWD", "HOME", "LANG", "LANGUAGE").contains(k)
                      && !k.startsWith("LC_"));
      env.putAll(request.environment());
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
