package io.coxswain.node.runtime;

import java.util.regex.Pattern;

/** Full names of images, as Docker's reference library normalizes them. */
public final class ImageName {
  private static final Pattern NAME =
      Pattern.compile(
          "[a-zA-Z0-9.-]+(:[0-9]+)?(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)+"
              + "(:[\\w][\\w.-]{0,127})?(@[a-zA-Z0-9+._-]+:[0-9a-fA-F]{32,})?");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  private ImageName() {}

  /**
   * The name with registry and tag: {@code nginx} is {@code docker.io/library/nginx:latest}.
   *
   * @return {@code null} where it cannot be a name
   */
  public static String normalize(String image) {
    if (ID.matcher(image).matches()) {
      return null;
    }
    String name = image;
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean registry =
        slash > 0
            && (first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(java.util.Locale.ROOT)));
    if (!registry) {
      name = "docker.io/" + (slash < 0 ? "library/" : "") + name;
    } else if (first.equals("index.docker.io")) {
      name = "docker.io" + name.substring(slash);
    }
    if (!NAME.matcher(name).matches()) {
      return null;
    }
    String last = name.substring(name.lastIndexOf('/') + 1);
    return last.contains(":") || last.contains("@") ? name : name + ":latest";
  }

  /** The registry's host of a normalized name. */
  public static String registry(String normalized) {
    return normalized.substring(0, normalized.indexOf('/'));
  }
}
