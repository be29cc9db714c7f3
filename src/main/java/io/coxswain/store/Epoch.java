package io.coxswain.store;

/**
 * Which database this is. Where it differs from the one followed before, a failover may have lost
 * the tail, and revisions have leapt.
 */
public record Epoch(String system, int timeline) {}
