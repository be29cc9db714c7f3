package io.coxswain.node.runtime;

import java.nio.file.Path;

/**
 * A pod's namespaces, pinned by path.
 *
 * @param network {@code null} where the pod uses the host's; so for {@code uts}, {@code ipc} and
 *     {@code sharedMemory} (the directory to show as {@code /dev/shm})
 * @param directory for files that live as long as the sandbox
 */
public record Sandbox(
    String podUid,
    String id,
    Path directory,
    Path network,
    Path uts,
    Path ipc,
    Path sharedMemory) {}
