package io.coxswain.schema;

import io.coxswain.kube.GroupVersion;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Gvr;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Every type this server knows: resources and the kinds that only travel (lists, options, Status).
 * Immutable; custom resources make a new scheme ({@link #with}).
 */
public final class Scheme {
  private final Map<Gvr, ResourceType> byResource;
  private final Map<Gvk, ResourceType> byKind;
  private final Set<GroupVersion> groupVersions;
  private final Function<Gvk, StructType> others;

  private Scheme(List<ResourceType> resources, Function<Gvk, StructType> others) {
    this.others = others;
    byResource = LinkedHashMap.newLinkedHashMap(resources.size());
    byKind = LinkedHashMap.newLinkedHashMap(resources.size());
    groupVersions = new LinkedHashSet<>();
    for (ResourceType resource : resources) {
      byResource.put(resource.resource(), resource);
      byKind.putIfAbsent(resource.kind(), resource);
      groupVersions.add(resource.kind().groupVersion());
    }
  }

  /** The kinds Kubernetes 1.36 serves by default. */
  public static Scheme builtIn() {
    return BuiltIn.SCHEME;
  }

  /** Read once, when first needed. */
  private static final class BuiltIn {
    static final Scheme SCHEME = of(TypeTable.builtIn());
  }

  private static Scheme of(TypeTable table) {
    return new Scheme(table.resources(), table::type);
  }

  /** This scheme with further resources, the custom ones. */
  public Scheme with(List<ResourceType> more) {
    List<ResourceType> all = new java.util.ArrayList<>(byResource.values());
    all.addAll(more);
    return new Scheme(all, others);
  }

  public List<ResourceType> resources() {
    return List.copyOf(byResource.values());
  }

  /** The resource, or {@code null}. */
  public ResourceType resource(Gvr resource) {
    return byResource.get(resource);
  }

  /** The resource of a kind, or {@code null} (also for kinds that only travel). */
  public ResourceType kind(Gvk kind) {
    return byKind.get(kind);
  }

  /**
   * The type of any kind, resource or not: lists, DeleteOptions, Status, Scale, Eviction, Table …;
   * {@code null} if unknown.
   */
  public StructType type(Gvk kind) {
    ResourceType resource = byKind.get(kind);
    return resource != null ? resource.type() : others.apply(kind);
  }

  /** The served versions, in the order of upstream's discovery. */
  public List<GroupVersion> groupVersions() {
    return List.copyOf(groupVersions);
  }
}
