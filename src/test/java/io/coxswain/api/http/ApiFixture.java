package io.coxswain.api.http;

import io.coxswain.api.admission.AdmissionPlugin;
import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.authz.Authorizer;
import io.coxswain.api.authz.Authorizer.Decision;
import io.coxswain.api.authz.Authorizer.Verdict;
import io.coxswain.api.render.Renderer;
import io.coxswain.api.resource.ServiceAllocator;
import io.coxswain.api.verb.AdmissionChain;
import io.coxswain.api.verb.Backend;
import io.coxswain.cache.Cache;
import io.coxswain.cache.Limits;
import io.coxswain.client.Answer;
import io.coxswain.client.Call;
import io.coxswain.client.KubeClient;
import io.coxswain.client.Transport;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonWriter;
import io.coxswain.schema.Scheme;
import io.coxswain.store.memory.MemoryLedger;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A whole API server on a ledger in memory, without users to speak of and with a fixed clock. */
final class ApiFixture implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final UserInfo ADMIN = new UserInfo("admin", "", List.of(UserInfo.MASTERS), Map.of());

  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  final MemoryLedger ledger;
  final LaggingLedger lagging;
  final Cache cache;
  final ApiServer server;
  final Transport transport;
  final KubeClient client;
  private long nextId;

  ApiFixture() {
    this(InstantSource.fixed(NOW), List.of(), Extensions.NONE);
  }

  ApiFixture(InstantSource clock, List<AdmissionPlugin> plugins, Extensions extensions) {
    ledger = new MemoryLedger(clock);
    lagging = new LaggingLedger(ledger);
    cache = new Cache(lagging, Limits.DEFAULT);
    cache.start();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    Authorizer everything = attributes -> new Decision(Verdict.ALLOW, "");
    Backend backend =
        new Backend(
            Scheme.builtIn(),
            cache,
            lagging,
            new Renderer(Scheme.builtIn(), clock),
            everything,
            new AdmissionChain(plugins),
            new NoAddresses(),
            clock,
            this::id,
            random);
    server =
        new ApiServer(
            backend,
            credentials -> Future.succeededFuture(ADMIN),
            extensions,
            ServerOptions.of("127.0.0.1:6443"),
            this::id);
    transport = new InProcessTransport(vertx, server, ADMIN);
    client = new KubeClient(transport, "test");
  }

  private synchronized String id() {
    return new UUID(0, ++nextId).toString();
  }

  /** Services as they come: nothing is given or claimed. */
  private static final class NoAddresses implements ServiceAllocator {
    @Override
    public Future<JsonObject> allocate(JsonObject service, JsonObject old, boolean dryRun) {
      return Future.succeededFuture(service);
    }

    @Override
    public Future<Void> release(JsonObject gone, JsonObject kept) {
      return Future.succeededFuture();
    }
  }

  Answer call(String method, String path, Map<String, String> headers, Json body) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    if (body != null) {
      all.putIfAbsent("content-type", "application/json");
    }
    return send(method, path, all, body == null ? new byte[0] : JsonWriter.bytes(body));
  }

  Answer send(String method, String path, Map<String, String> headers, byte[] body) {
    try {
      return transport
          .send(new Call(method, path, headers, body))
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The JSON answer to a GET, whatever its code. */
  JsonObject get(String path) {
    return JsonParser.parseObject(call("GET", path, Map.of(), null).body());
  }

  @Override
  public void close() {
    vertx.close();
  }
}
