import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Prints the --add-exports options that the image builder needs: for every package of the JDK that
 * a builder module names in its class files without being entitled to it.
 *
 * <p>Usage: java BuilderExports.java UPGRADE_MODULES BUILDER_MODULES (two folders)
 */
public class BuilderExports {
  public static void main(String[] args) throws Exception {
    ModuleFinder upgraded = ModuleFinder.of(Path.of(args[0]));
    ModuleFinder builder = ModuleFinder.compose(upgraded, ModuleFinder.of(Path.of(args[1])));
    ModuleFinder all = ModuleFinder.compose(builder, ModuleFinder.ofSystem());
    Map<String, ModuleDescriptor> owner = new HashMap<>();
    all.findAll()
        .forEach(m -> m.descriptor().packages().forEach(p -> owner.put(p, m.descriptor())));
    var needed = new TreeMap<String, TreeSet<String>>();
    for (ModuleReference module : builder.findAll()) {
      String name = module.descriptor().name();
      try (ModuleReader reader = module.open()) {
        for (String resource :
            (Iterable<String>)
                reader.list().filter(r -> r.endsWith(".class") && !r.startsWith("META-INF/"))
                    ::iterator) {
          byte[] bytes;
          try (var in = reader.open(resource).orElseThrow()) {
            bytes = in.readAllBytes();
          }
          for (var entry : ClassFile.of().parse(bytes).constantPool()) {
            if (entry instanceof ClassEntry c) {
              String type = c.asInternalName().replaceFirst("^\\[+L?", "");
              int slash = type.lastIndexOf('/');
              String pkg = slash < 0 ? "" : type.substring(0, slash).replace('/', '.');
              ModuleDescriptor target = owner.get(pkg);
              if (target != null && !target.name().equals(name) && !exported(target, pkg, name)) {
                needed.computeIfAbsent(target.name() + "/" + pkg, k -> new TreeSet<>()).add(name);
              }
            }
          }
        }
      }
    }
    needed.forEach(
        (pkg, modules) ->
            System.out.println("--add-exports=" + pkg + "=" + String.join(",", modules)));
  }

  private static boolean exported(ModuleDescriptor module, String pkg, String to) {
    return module.isOpen()
        || module.exports().stream()
            .anyMatch(
                e -> e.source().equals(pkg) && (!e.isQualified() || e.targets().contains(to)));
  }
}
