package io.coxswain.store.postgres;

import io.coxswain.store.Op;
import java.time.Instant;

/**
 * One change of one object.
 *
 * @param at when it was committed
 * @param sealed its kind is encrypted: {@code object} is {@code null}
 * @param object JSON of what it made (of a delete: the last content)
 */
public record PastChange(
    long revision,
    Instant at,
    Op op,
    String uid,
    String by,
    String manager,
    boolean sealed,
    String object) {}
