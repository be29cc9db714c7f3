package io.coxswain.node.runtime;

import java.util.List;

/**
 * What a container's processes may do.
 *
 * @param user {@code uid}, {@code uid:gid} or a name; the image's where empty
 * @param groups supplemental groups
 * @param capabilities the exact set, without {@code CAP_}
 * @param seccompProfile path of a profile, {@code default} for the runtime's, or {@code unconfined}
 * @param apparmorProfile empty for the runtime's choice
 * @param unmasked whether {@code /proc} is shown whole (procMount: Unmasked)
 */
public record SecuritySpec(
    String user,
    List<Long> groups,
    boolean privileged,
    List<String> capabilities,
    boolean readOnlyRoot,
    boolean noNewPrivileges,
    String seccompProfile,
    String apparmorProfile,
    boolean unmasked) {}
