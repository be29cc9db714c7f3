package io.coxswain.node.runtime;

/**
 * What a container sees at a path besides its own image.
 *
 * @param source a directory or file of the host, or the id of an image
 * @param propagation {@code rprivate}, {@code rslave} or {@code rshared}; nothing to images
 * @param subPath the directory within an image; empty for all of it, and for the host's
 */
public record Mount(
    Kind kind, String source, String target, boolean readOnly, String propagation, String subPath) {

  /** Where it comes from. */
  public enum Kind {
    HOST,
    IMAGE
  }

  public static Mount of(String source, String target, boolean readOnly) {
    return of(source, target, readOnly, "rprivate");
  }

  public static Mount of(String source, String target, boolean readOnly, String propagation) {
    return new Mount(Kind.HOST, source, target, readOnly, propagation, "");
  }

  /** The files of an image, which nobody can change. */
  public static Mount image(String id, String target, String subPath) {
    return new Mount(Kind.IMAGE, id, target, true, "", subPath);
  }
}
