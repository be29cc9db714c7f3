package io.coxswain.store;

import java.util.List;

/**
 * Changes in revision order. After it every revision up to {@code high} is known, also those that
 * lost compare-and-sets left unused.
 */
public record Batch(long high, List<Change> changes) {}
