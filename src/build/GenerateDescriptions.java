import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.GZIPOutputStream;

/**
 * Takes the descriptions of kinds and fields from the annotations of io.kubernetes:client-java-api,
 * so that kubectl explain has them without their being in this repository. See the README.
 */
final class GenerateDescriptions {
  private static final String MODELS = "io/kubernetes/client/openapi/models/";
  private static final String MODEL = "Lio/swagger/annotations/ApiModel;";
  private static final String PROPERTY = "Lio/swagger/annotations/ApiModelProperty;";

  private final Map<String, String> packages = new HashMap<>();
  private final StringBuilder out = new StringBuilder();
  private int found;
  private int missing;

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println(
          "usage: java GenerateDescriptions.java TYPES.TXT CLIENT-JAVA-API.JAR OUTPUT.GZ");
      System.exit(2);
    }
    var generator = new GenerateDescriptions();
    try (JarFile jar = new JarFile(arguments[1])) {
      for (String line : Files.readAllLines(Path.of(arguments[0]))) {
        generator.line(line, jar);
      }
    }
    generator.write(Path.of(arguments[2]));
  }

  private void line(String line, JarFile jar) throws IOException {
    if (line.startsWith("P ")) {
      String[] words = line.split(" ");
      packages.put(words[1], words[2]);
    } else if (line.startsWith("S ")) {
      String[] columns = line.split("\t");
      struct(columns[0].split(" ")[1], columns, jar);
    }
  }

  private void struct(String shortName, String[] columns, JarFile jar) throws IOException {
    int dot = shortName.lastIndexOf('.');
    String home = shortName.substring(0, dot);
    ClassModel model = model(home, shortName.substring(dot + 1), jar);
    if (model == null) {
      missing++;
      return;
    }
    found++;
    out.append(packages.get(home)).append('.').append(shortName.substring(dot + 1));
    out.append('\t')
        .append(
            escaped(
                value(
                    annotations(model.findAttribute(Attributes.runtimeVisibleAnnotations())),
                    MODEL,
                    "description")));
    Map<String, String> getters = getters(model);
    for (int i = 1; i < columns.length; i++) {
      String field = columns[i].substring(0, columns[i].indexOf(' '));
      String description = getters.getOrDefault(plain(field), "");
      if (!description.isEmpty()) {
        out.append('\t').append(field).append('=').append(escaped(description));
      }
    }
    out.append('\n');
  }

  /** Names in Go and Java differ in case and punctuation ($ref, x-kubernetes-…). */
  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> getters(ClassModel model) {
    Map<String, String> out = new HashMap<>();
    for (MethodModel method : model.methods()) {
      List<Annotation> annotations =
          annotations(method.findAttribute(Attributes.runtimeVisibleAnnotations()));
      String description = value(annotations, PROPERTY, "value");
      if (!description.isEmpty()) {
        String name = method.methodName().stringValue().replaceFirst("^(get|is)", "");
        out.put(plain(name), description);
      }
    }
    return out;
  }

  private static List<Annotation> annotations(Optional<RuntimeVisibleAnnotationsAttribute> all) {
    return all.map(RuntimeVisibleAnnotationsAttribute::annotations).orElse(List.of());
  }

  private static String value(List<Annotation> annotations, String type, String element) {
    for (Annotation annotation : annotations) {
      if (annotation.className().stringValue().equals(type)) {
        for (AnnotationElement each : annotation.elements()) {
          if (each.name().stringValue().equals(element)
              && each.value() instanceof AnnotationValue.OfString text) {
            return text.stringValue();
          }
        }
      }
    }
    return "";
  }

  /** Classes are V1Pod, or CoreV1Event and EventsV1Event where two groups share a name. */
  private static ClassModel model(String home, String name, JarFile jar) throws IOException {
    String[] parts = home.split("/");
    String group = parts[0].substring(0, 1).toUpperCase(Locale.ROOT) + parts[0].substring(1);
    String version = parts[1].substring(0, 1).toUpperCase(Locale.ROOT) + parts[1].substring(1);
    List<String> candidates = new ArrayList<>();
    candidates.add(group + version + name);
    candidates.add(version + name);
    for (String candidate : candidates) {
      JarEntry entry = jar.getJarEntry(MODELS + candidate + ".class");
      if (entry != null) {
        try (var in = jar.getInputStream(entry)) {
          return ClassFile.of().parse(in.readAllBytes());
        }
      }
    }
    return null;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
  }

  private void write(Path output) throws IOException {
    Files.createDirectories(output.toAbsolutePath().getParent());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(out.toString().getBytes(StandardCharsets.UTF_8));
    }
    Files.write(output, bytes.toByteArray());
    System.err.printf(
        "descriptions of %d types (%d have none), %d bytes%n", found, missing, bytes.size());
  }
}
