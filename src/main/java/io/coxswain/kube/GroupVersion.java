package io.coxswain.kube;

/** An API group and version; the core group is the empty string. */
public record GroupVersion(String group, String version) {

  /** Reads {@code v1} or {@code apps/v1}. */
  public static GroupVersion parse(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0
        ? new GroupVersion("", apiVersion)
        : new GroupVersion(apiVersion.substring(0, slash), apiVersion.substring(slash + 1));
  }

  /** As objects write it in {@code apiVersion}. */
  @Override
  public String toString() {
    return group.isEmpty() ? version : group + "/" + version;
  }
}
