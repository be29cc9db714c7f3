package io.coxswain.kube;

import io.coxswain.json.JsonObject;

/** Group, version and kind. */
public record Gvk(String group, String version, String kind) {

  public static Gvk of(String apiVersion, String kind) {
    GroupVersion gv = GroupVersion.parse(apiVersion);
    return new Gvk(gv.group(), gv.version(), kind);
  }

  /** The kind an object says it is; parts it does not say are empty. */
  public static Gvk of(JsonObject object) {
    return of(object.string("apiVersion", ""), object.string("kind", ""));
  }

  public GroupVersion groupVersion() {
    return new GroupVersion(group, version);
  }

  public String apiVersion() {
    return groupVersion().toString();
  }

  /** As upstream prints it: {@code apps/v1, Kind=Deployment}. */
  @Override
  public String toString() {
    return apiVersion() + ", Kind=" + kind;
  }
}
