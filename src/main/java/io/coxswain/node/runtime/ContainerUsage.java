package io.coxswain.node.runtime;

/**
 * Use of resources.
 *
 * @param cpuNanos time used since the start
 * @param memoryBytes working set
 */
public record ContainerUsage(long cpuNanos, long memoryBytes, long processes) {}
