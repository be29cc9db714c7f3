package io.coxswain.client;

/** What to list or watch; empty strings and zero mean unset. */
public record ListOptions(
    String labelSelector,
    String fieldSelector,
    String resourceVersion,
    int limit,
    String continueToken) {
  public static final ListOptions ALL = new ListOptions("", "", "", 0, "");

  public static ListOptions labels(String labelSelector) {
    return new ListOptions(labelSelector, "", "", 0, "");
  }

  public static ListOptions fields(String fieldSelector) {
    return new ListOptions("", fieldSelector, "", 0, "");
  }

  public ListOptions withResourceVersion(String version) {
    return new ListOptions(labelSelector, fieldSelector, version, limit, continueToken);
  }

  public ListOptions withPage(int limit, String continueToken) {
    return new ListOptions(labelSelector, fieldSelector, resourceVersion, limit, continueToken);
  }
}
