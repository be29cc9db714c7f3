package io.coxswain.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.http.HttpEdge;
import io.coxswain.api.http.InProcessTransport;
import io.coxswain.api.http.ServerOptions;
import io.coxswain.cache.Cache;
import io.coxswain.cache.Limits;
import io.coxswain.client.KubeClient;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Gvr;
import io.coxswain.pki.CertificateAuthority;
import io.coxswain.pki.FixedRandom;
import io.coxswain.pki.Keys;
import io.coxswain.pki.ServiceAccountTokens;
import io.coxswain.pki.SigningKeys;
import io.coxswain.store.memory.MemoryLedger;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens over HTTP, through everything that a request of a cluster passes, while time goes by. */
class ExpiredTokensTest {
  private static final Gvr NAMESPACES = Gvr.core("namespaces");
  private static final Gvr ACCOUNTS = Gvr.core("serviceaccounts");
  private static final Gvr SECRETS = Gvr.core("secrets");

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong ids = new AtomicLong();
  private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private KubeClient admin;
  private HttpClient client;
  private int port;

  private record Answer(int code, JsonObject status) {}

  @BeforeEach
  void listen() {
    InstantSource clock = () -> now;
    FixedRandom random = new FixedRandom(7);
    CertificateAuthority authority = CertificateAuthority.create("kubernetes", now, random);
    MemoryLedger ledger = new MemoryLedger(clock);
    Cache cache = new Cache(ledger, Limits.DEFAULT);
    SecuredApi api =
        SecuredApi.of(
            new SecuredApi.Given(
                ledger,
                cache,
                () -> List.of(authority.certificate()),
                new ServiceAccountTokens(
                    ServiceAccountTokens.DEFAULT_ISSUER,
                    List.of(ServiceAccountTokens.DEFAULT_ISSUER),
                    new SigningKeys(Keys.generate(random), List.of())),
                List.of(),
                Map.of(),
                Map.of(),
                ServerOptions.of("127.0.0.1:6443"),
                clock,
                () -> new UUID(0, ids.incrementAndGet()).toString(),
                RandomGeneratorFactory.of("L64X128MixRandom").create(1),
                millis -> Future.succeededFuture()));
    cache.start();
    UserInfo master = new UserInfo("admin", "", List.of(UserInfo.MASTERS), Map.of());
    admin =
        new KubeClient(
            new InProcessTransport(vertx, api.server(), master.withGroup(UserInfo.AUTHENTICATED)),
            "test");
    client = vertx.createHttpClient();
    port =
        await(
                vertx
                    .createHttpServer()
                    .requestHandler(new HttpEdge(vertx, api.server()))
                    .listen(0, "127.0.0.1"))
            .actualPort();
    for (String namespace : List.of("default", "kube-system")) {
      admin.create(NAMESPACES, "", json("{'metadata':{'name':'" + namespace + "'}}"));
    }
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"'));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private Answer pods(String token) {
    return await(
        client
            .request(HttpMethod.GET, port, "127.0.0.1", "/api/v1/namespaces/default/pods")
            .compose(request -> request.putHeader("Authorization", "Bearer " + token).send())
            .compose(
                head ->
                    head.body()
                        .map(
                            body ->
                                new Answer(
                                    head.statusCode(), JsonParser.parseObject(body.getBytes())))));
  }

  private void isKnownAs(String user, String token) {
    Answer answer = pods(token);
    assertEquals(403, answer.code()); // it has no role
    String message = answer.status().string("message");
    assertTrue(message.contains("User \"" + user + "\" cannot list resource"), message);
  }

  private void isRefused(String token) {
    Answer answer = pods(token);
    assertEquals(401, answer.code());
    assertEquals("Unauthorized", answer.status().string("reason"));
    assertEquals("Unauthorized", answer.status().string("message"));
  }

  @Test
  void anAccountsTokenEndsAtItsTime() {
    admin.create(ACCOUNTS, "default", json("{'metadata':{'name':'robot'}}"));
    String token =
        admin
            .createSubresource(
                ACCOUNTS,
                "default",
                "robot",
                "token",
                json(
                    "{'apiVersion':'authentication.k8s.io/v1','kind':'TokenRequest',"
                        + "'spec':{'expirationSeconds':600}}"))
            .object("status")
            .string("token");
    now = now.plusSeconds(599);
    isKnownAs("system:serviceaccount:default:robot", token);
    now = now.plusSeconds(1);
    isRefused(token);
    now = now.plus(Duration.ofDays(400));
    isRefused(token);
  }

  @Test
  void aBootstrapTokenEndsAtItsTime() {
    admin.create(
        SECRETS,
        "kube-system",
        json(
            "{'metadata':{'name':'bootstrap-token-abcdef'},"
                + "'type':'bootstrap.kubernetes.io/token','data':{'token-id':'"
                + base64("abcdef")
                + "','token-secret':'"
                + base64("0123456789abcdef")
                + "','usage-bootstrap-authentication':'"
                + base64("true")
                + "','expiration':'"
                + base64("2026-11-22T13:00:00Z")
                + "'}}"));
    now = now.plus(Duration.ofMinutes(59));
    isKnownAs("system:bootstrap:abcdef", "abcdef.0123456789abcdef");
    now = now.plus(Duration.ofMinutes(1));
    isRefused("abcdef.0123456789abcdef");
  }
}
