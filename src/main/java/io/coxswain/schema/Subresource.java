package io.coxswain.schema;

import io.coxswain.kube.Gvk;
import java.util.Set;

/**
 * A subresource of a {@link ResourceType}.
 *
 * @param name {@code status}, {@code scale}, {@code log} …
 * @param kind what discovery says: {@code autoscaling/v1 Scale} for {@code scale}
 * @param verbs discovery's verbs: {@code get}, {@code patch}, {@code update}, {@code create},
 *     {@code delete}
 */
public record Subresource(String name, Gvk kind, Set<String> verbs) {}
