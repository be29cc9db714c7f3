package io.coxswain.controller.bootstrap;

import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.http.ApiServer;
import io.coxswain.api.http.InProcessTransport;
import io.coxswain.api.http.ServerOptions;
import io.coxswain.cache.Cache;
import io.coxswain.cache.Limits;
import io.coxswain.client.KubeClient;
import io.coxswain.pki.CertificateAuthority;
import io.coxswain.pki.Certificates;
import io.coxswain.pki.FixedRandom;
import io.coxswain.pki.Keys;
import io.coxswain.pki.ServiceAccountTokens;
import io.coxswain.pki.SigningKeys;
import io.coxswain.role.SecuredApi;
import io.coxswain.store.memory.MemoryLedger;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGeneratorFactory;

/**
 * The whole API server as a cluster has it: real users, roles and admission, on a memory ledger.
 */
final class SecuredCluster implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  final CertificateAuthority authority;
  final ClusterFacts facts;
  private final ApiServer server;
  private long nextId;

  SecuredCluster() {
    InstantSource clock = InstantSource.fixed(NOW);
    FixedRandom random = new FixedRandom(7);
    authority = CertificateAuthority.create("kubernetes", NOW, random);
    facts =
        new ClusterFacts(
            "10.96.0.0/12",
            "10.96.0.1",
            "10.96.0.10",
            6443,
            "https://192.168.1.5:6443",
            Certificates.pem(authority.certificate()),
            "");
    MemoryLedger ledger = new MemoryLedger(clock);
    Cache cache = new Cache(ledger, Limits.DEFAULT);
    ServiceAccountTokens tokens =
        new ServiceAccountTokens(
            ServiceAccountTokens.DEFAULT_ISSUER,
            List.of(ServiceAccountTokens.DEFAULT_ISSUER),
            new SigningKeys(Keys.generate(random), List.of()));
    server =
        SecuredApi.of(
                new SecuredApi.Given(
                    ledger,
                    cache,
                    () -> List.of(authority.certificate()),
                    tokens,
                    List.of(),
                    Map.of(),
                    Map.of(),
                    ServerOptions.of("192.168.1.5:6443"),
                    clock,
                    this::id,
                    RandomGeneratorFactory.of("L64X128MixRandom").create(1),
                    millis -> Future.succeededFuture()))
            .server();
    cache.start();
  }

  private synchronized String id() {
    return new UUID(0, ++nextId).toString();
  }

  /** A client that is this user, past authentication only. */
  KubeClient as(String name, String... groups) {
    UserInfo user =
        new UserInfo(name, "", List.of(groups), Map.of()).withGroup(UserInfo.AUTHENTICATED);
    return new KubeClient(new InProcessTransport(vertx, server, user), "test");
  }

  KubeClient admin() {
    return as("admin", UserInfo.MASTERS);
  }

  @Override
  public void close() {
    vertx.close();
  }
}
