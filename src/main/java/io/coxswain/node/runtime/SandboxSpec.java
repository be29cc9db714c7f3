package io.coxswain.node.runtime;

import java.util.Map;

/**
 * A sandbox to make.
 *
 * @param id new for every sandbox, so that containers of an older one are told apart
 * @param hostname of the UTS namespace; with {@code hostNetwork} the host's namespace is used
 * @param hostNetwork no network and UTS namespace of its own
 * @param hostIpc no IPC namespace and shared memory of its own
 * @param sysctls set inside the namespaces
 */
public record SandboxSpec(
    String podUid,
    String id,
    String hostname,
    boolean hostNetwork,
    boolean hostIpc,
    Map<String, String> sysctls) {}
