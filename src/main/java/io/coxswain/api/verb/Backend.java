package io.coxswain.api.verb;

import io.coxswain.api.authz.Authorizer;
import io.coxswain.api.render.Renderer;
import io.coxswain.api.resource.ServiceAllocator;
import io.coxswain.cache.Cache;
import io.coxswain.schema.LiveScheme;
import io.coxswain.schema.Scheme;
import io.coxswain.store.Ledger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the verbs work on.
 *
 * @param uids makes the {@code metadata.uid} of new objects
 * @param random for generated names and the spread of time-outs
 */
public record Backend(
    LiveScheme schemes,
    Cache cache,
    Ledger ledger,
    Renderer renderer,
    Authorizer authorizer,
    AdmissionChain admission,
    ServiceAllocator services,
    InstantSource clock,
    Supplier<String> uids,
    RandomGenerator random) {

  /** One that serves nothing but {@code scheme} until definitions come. */
  public Backend(
      Scheme scheme,
      Cache cache,
      Ledger ledger,
      Renderer renderer,
      Authorizer authorizer,
      AdmissionChain admission,
      ServiceAllocator services,
      InstantSource clock,
      Supplier<String> uids,
      RandomGenerator random) {
    this(
        new LiveScheme(scheme),
        cache,
        ledger,
        renderer,
        authorizer,
        admission,
        services,
        clock,
        uids,
        random);
  }

  /** The types of this moment. */
  public Scheme scheme() {
    return schemes.get();
  }

  Instant now() {
    return clock.instant();
  }
}
