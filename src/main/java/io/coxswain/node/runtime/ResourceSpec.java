package io.coxswain.node.runtime;

/**
 * Limits in the kernel's terms; 0 means none.
 *
 * @param cpuShares relative weight, 1024 a core
 * @param cpuQuotaMicros of every 100 ms
 * @param oomScoreAdjust applied where the host allows it
 */
public record ResourceSpec(
    long cpuShares, long cpuQuotaMicros, long memoryBytes, int oomScoreAdjust) {}
