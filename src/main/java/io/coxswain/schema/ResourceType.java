package io.coxswain.schema;

import io.coxswain.kube.Gvk;
import io.coxswain.kube.Gvr;
import java.util.List;
import java.util.Set;

/**
 * A served resource: one kind under one group and version.
 *
 * @param verbs discovery's verbs: {@code create}, {@code get}, {@code list}, {@code watch} …
 * @param storageResource group resource of what is stored, e.g. {@code deployments.apps}; events of
 *     both groups are {@code events}
 * @param storageVersion the apiVersion objects are stored in, e.g. {@code apps/v1}
 * @param custom what is special to a custom resource; {@code null} for a built-in one
 */
public record ResourceType(
    Gvk kind,
    String plural,
    String singular,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    Set<String> verbs,
    List<Subresource> subresources,
    String storageResource,
    String storageVersion,
    StructType type,
    CustomType custom) {

  /** A built-in resource. */
  public ResourceType(
      Gvk kind,
      String plural,
      String singular,
      List<String> shortNames,
      List<String> categories,
      boolean namespaced,
      Set<String> verbs,
      List<Subresource> subresources,
      String storageResource,
      String storageVersion,
      StructType type) {
    this(
        kind,
        plural,
        singular,
        shortNames,
        categories,
        namespaced,
        verbs,
        subresources,
        storageResource,
        storageVersion,
        type,
        null);
  }

  public boolean isCustom() {
    return custom != null;
  }

  public Gvr resource() {
    return new Gvr(kind.group(), kind.version(), plural);
  }

  public boolean supports(String verb) {
    return verbs.contains(verb);
  }

  /** The subresource, or {@code null}. */
  public Subresource subresource(String name) {
    for (Subresource subresource : subresources) {
      if (subresource.name().equals(name)) {
        return subresource;
      }
    }
    return null;
  }

  /** The kind of lists of this resource. */
  public Gvk listKind() {
    String list = custom == null ? kind.kind() + "List" : custom.listKind();
    return new Gvk(kind.group(), kind.version(), list);
  }
}
