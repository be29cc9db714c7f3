package io.coxswain.node.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A container to make.
 *
 * @param name unique in the runtime
 * @param image id or reference of an image that is here
 * @param command replaces the image's entry point unless empty
 * @param arguments replace the image's command unless empty; empty with a command means none
 * @param workingDirectory the image's where empty
 * @param logPath file that gets output in the CRI log format
 * @param cgroupParent empty for the runtime's own choice
 */
public record ContainerSpec(
    String name,
    String image,
    Map<String, String> labels,
    List<String> command,
    List<String> arguments,
    Map<String, String> environment,
    String workingDirectory,
    List<Mount> mounts,
    List<String> devices,
    NamespaceSpec namespaces,
    SecuritySpec security,
    ResourceSpec resources,
    String stopSignal,
    boolean stdin,
    boolean stdinOnce,
    boolean terminal,
    Path logPath,
    String cgroupParent) {}
