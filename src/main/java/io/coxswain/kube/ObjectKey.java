package io.coxswain.kube;

import io.coxswain.json.JsonObject;
import java.util.Comparator;

/** Namespace and name; the namespace of cluster-scoped objects is the empty string. */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {
  private static final Comparator<ObjectKey> ORDER =
      Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

  public ObjectKey {
    namespace = namespace == null ? "" : namespace;
  }

  public static ObjectKey of(String namespace, String name) {
    return new ObjectKey(namespace, name);
  }

  public static ObjectKey of(JsonObject object) {
    return new ObjectKey(Meta.namespace(object), Meta.name(object));
  }

  /** List order: by namespace, then by name, as etcd's keys sort. */
  @Override
  public int compareTo(ObjectKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
