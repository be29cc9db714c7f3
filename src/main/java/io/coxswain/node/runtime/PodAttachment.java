package io.coxswain.node.runtime;

import io.coxswain.kube.ObjectKey;
import java.nio.file.Path;
import java.util.List;

/**
 * A pod to connect.
 *
 * @param networkNamespace the pinned network namespace
 */
public record PodAttachment(
    String uid, ObjectKey pod, Path networkNamespace, List<HostPort> hostPorts) {}
