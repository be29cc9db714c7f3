package io.coxswain.api.http;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * One thing that can be well or not.
 *
 * @param live whether {@code /livez} asks it too: what it finds only a restart can heal
 * @param probe succeeds where all is well; one that does not answer counts as failed
 */
public record HealthCheck(String name, boolean live, Supplier<Future<Void>> probe) {}
