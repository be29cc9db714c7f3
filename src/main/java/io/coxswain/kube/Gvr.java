package io.coxswain.kube;

/** Group, version and resource (plural). */
public record Gvr(String group, String version, String resource) {

  public static Gvr of(String apiVersion, String resource) {
    GroupVersion gv = GroupVersion.parse(apiVersion);
    return new Gvr(gv.group(), gv.version(), resource);
  }

  public static Gvr core(String resource) {
    return new Gvr("", "v1", resource);
  }

  public GroupVersion groupVersion() {
    return new GroupVersion(group, version);
  }

  public String apiVersion() {
    return groupVersion().toString();
  }

  /** {@code pods}, {@code deployments.apps}: group and plural, as errors and storage name it. */
  public String groupResource() {
    return group.isEmpty() ? resource : resource + "." + group;
  }

  /** As upstream prints it: {@code apps/v1, Resource=deployments}. */
  @Override
  public String toString() {
    return apiVersion() + ", Resource=" + resource;
  }
}
