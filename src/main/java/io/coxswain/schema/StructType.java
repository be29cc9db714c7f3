package io.coxswain.schema;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A struct: named fields in upstream's order. Built-in types are shared, one instance a name, and
 * read their fields from the table when first asked; identity is therefore equality.
 */
public final class StructType implements ValueType {
  private final String name;
  private final String packageName;
  private final boolean atomic;
  private final boolean preserveUnknown;
  private final boolean embedded;
  private final Supplier<List<FieldType>> source;
  private volatile Fields fields;

  private volatile Boolean defaults;
  private volatile ProtobufLayout layout;

  private record Fields(List<FieldType> inOrder, Map<String, Integer> byName) {}

  /**
   * @param packageName as in protobuf ({@code k8s.io.api.apps.v1}); empty for custom resources
   * @param atomic true where server-side apply owns a value of this type as a whole
   * @param preserveUnknown true where fields the type does not name are kept
   *     (x-kubernetes-preserve-unknown-fields)
   * @param embedded true for a whole object inside another (x-kubernetes-embedded-resource)
   */
  public StructType(
      String packageName,
      String name,
      boolean atomic,
      boolean preserveUnknown,
      boolean embedded,
      Supplier<List<FieldType>> fields) {
    this.packageName = packageName;
    this.name = name;
    this.atomic = atomic;
    this.preserveUnknown = preserveUnknown;
    this.embedded = embedded;
    this.source = fields;
  }

  /** The bare name: {@code DeploymentSpec}. */
  public String name() {
    return name;
  }

  public String packageName() {
    return packageName;
  }

  /** True for a type of a custom resource's own. */
  public boolean isCustom() {
    return packageName.isEmpty();
  }

  /** As error messages write it: {@code v1.DeploymentSpec}. */
  public String goType() {
    return packageName.substring(packageName.lastIndexOf('.') + 1) + "." + name;
  }

  public boolean atomic() {
    return atomic;
  }

  public boolean preserveUnknown() {
    return preserveUnknown;
  }

  public boolean embedded() {
    return embedded;
  }

  /** The fields in the order JSON prints them. */
  public List<FieldType> fields() {
    return loaded().inOrder;
  }

  /** The field, or {@code null}. */
  public FieldType field(String name) {
    Fields all = loaded();
    Integer index = all.byName.get(name);
    return index == null ? null : all.inOrder.get(index);
  }

  /** The position of the field in {@link #fields}, or -1. */
  int indexOf(String name) {
    Integer index = loaded().byName.get(name);
    return index == null ? -1 : index;
  }

  ProtobufLayout layout() {
    ProtobufLayout known = layout;
    if (known == null) {
      known = ProtobufLayout.of(fields());
      layout = known;
    }
    return known;
  }

  /** True where a constant default may apply somewhere in a value of this type. */
  boolean hasDefaults() {
    Boolean known = defaults;
    if (known == null) {
      known = hasDefaults(new HashSet<>());
      defaults = known;
    }
    return known;
  }

  private boolean hasDefaults(Set<StructType> seen) {
    if (!seen.add(this)) {
      return false;
    }
    for (FieldType field : fields()) {
      ValueType type = field.type();
      while (type instanceof ListType || type instanceof MapType) {
        type = type instanceof ListType list ? list.item() : ((MapType) type).value();
      }
      if (field.defaultValue() != null
          || type instanceof StructType struct && struct.hasDefaults(seen)) {
        return true;
      }
    }
    return false;
  }

  private Fields loaded() {
    Fields now = fields;
    if (now == null) {
      List<FieldType> inOrder = List.copyOf(source.get());
      Map<String, Integer> byName = HashMap.newHashMap(inOrder.size());
      inOrder.forEach(field -> byName.put(field.name(), byName.size()));
      now = new Fields(inOrder, byName);
      fields = now; // a race computes the same twice
    }
    return now;
  }

  @Override
  public String toString() {
    return packageName.isEmpty() ? name : packageName + "." + name;
  }
}
