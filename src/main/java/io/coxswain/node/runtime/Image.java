package io.coxswain.node.runtime;

import java.util.List;

/**
 * An image on this node.
 *
 * @param id with algorithm, {@code sha256:…}
 * @param names tags and digests it is known by
 * @param digests {@code name@sha256:…}, empty for images made here
 * @param user the image's user as written, may be empty
 */
public record Image(
    String id, List<String> names, List<String> digests, long sizeBytes, String user) {

  /** As {@code status.containerStatuses[].imageID}: a digest where the image has one. */
  public String imageId() {
    return digests.isEmpty() ? id : digests.getFirst();
  }
}
