package io.coxswain.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import io.coxswain.pki.CertificateAuthority;
import io.coxswain.pki.CertificateTemplate;
import io.coxswain.pki.KeyUsageName;
import io.coxswain.pki.KeyedCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real HTTPS server on the loopback that carries calls into a {@link FakeApi}. */
class RemoteTransportTest {
  private static final Gvr PODS = Gvr.core("pods");

  private final SecureRandom random = new SecureRandom();
  private final Instant now = Instant.now();
  private final CertificateAuthority authority = CertificateAuthority.create("test", now, random);
  private final Vertx vertx = Vertx.vertx();
  private final FakeApi api = new FakeApi(new ManualTimer());
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private String ca;

  @BeforeEach
  void serve() throws Exception {
    ca = pem(authority);
    KeyedCertificate serving = issue("server", KeyUsageName.SERVER_AUTH);
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setClientAuth(ClientAuth.REQUEST)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(certificate(serving)))
                    .addKeyValue(Buffer.buffer(key(serving))))
            .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(ca)));
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(this::handle)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private KeyedCertificate issue(String name, KeyUsageName usage) {
    return authority.issue(
        new CertificateTemplate(
            name,
            List.of(),
            List.of("localhost"),
            List.of("127.0.0.1"),
            EnumSet.of(KeyUsageName.DIGITAL_SIGNATURE, usage),
            Duration.ofDays(1)),
        now,
        random);
  }

  private static String pem(CertificateAuthority authority) {
    return new KeyedCertificate(List.of(authority.certificate()), authority.key()).certificatePem();
  }

  private static String certificate(KeyedCertificate pair) {
    return pair.certificatePem();
  }

  private static String key(KeyedCertificate pair) {
    return pair.keyPem();
  }

  private void handle(HttpServerRequest request) {
    String peer;
    try {
      peer = request.connection().peerCertificates().getFirst().toString();
    } catch (Exception e) {
      peer = "none";
    }
    String token = String.valueOf(request.getHeader("authorization"));
    seen.add(request.version() + " " + token + " " + (peer.contains("CN=me") ? "me" : "nobody"));
    request
        .body()
        .onSuccess(
            body -> {
              Call call =
                  new Call(
                      request.method().name(),
                      request.uri(),
                      java.util.Map.of(
                          "content-type", String.valueOf(request.getHeader("content-type"))),
                      body.getBytes());
              if (request.uri().contains("watch=true")) {
                watch(call, request.response());
              } else {
                api.send(call).thenAccept(answer -> respond(request.response(), answer));
              }
            });
  }

  private static void respond(HttpServerResponse response, Answer answer) {
    response
        .setStatusCode(answer.code())
        .putHeader("content-type", answer.contentType())
        .end(Buffer.buffer(answer.body()));
  }

  private void watch(Call call, HttpServerResponse response) {
    response.setChunked(true);
    api.stream(
        call,
        new Transport.StreamListener() {
          @Override
          public void head(int code, String contentType) {
            response.setStatusCode(code).putHeader("content-type", contentType);
          }

          @Override
          public void chunk(byte[] bytes) {
            response.write(Buffer.buffer(bytes));
          }

          @Override
          public void end(Throwable error) {
            response.end();
          }
        });
  }

  private RemoteTransport transport(RemoteOptions options) {
    return new RemoteTransport(vertx, options);
  }

  private URI address() {
    return URI.create("https://127.0.0.1:" + server.actualPort());
  }

  private JsonObject pod(String name) {
    return FakeApi.object("v1", "Pod", "ns", name);
  }

  @Test
  void callsGoOverHttp2WithACertificate() {
    KeyedCertificate me = issue("me", KeyUsageName.CLIENT_AUTH);
    try (RemoteTransport transport =
        transport(RemoteOptions.certificate(address(), ca, certificate(me), key(me)))) {
      KubeClient client = new KubeClient(transport, "test");
      client.create(PODS, "ns", pod("a"));
      assertEquals("a", Meta.name(client.get(PODS, "ns", "a")));
      ApiException missing =
          assertThrows(ApiException.class, () -> client.get(PODS, "ns", "missing"));
      assertEquals(Reason.NOT_FOUND, missing.reason());
    }
    assertTrue(
        seen.stream().allMatch(s -> s.equals(HttpVersion.HTTP_2 + " null me")), seen.toString());
  }

  @Test
  void tokensAreAskedForEveryCall() {
    List<String> tokens = new CopyOnWriteArrayList<>(List.of("one", "two"));
    try (RemoteTransport transport =
        transport(RemoteOptions.token(address(), ca, tokens::removeFirst))) {
      KubeClient client = new KubeClient(transport, "test");
      client.find(PODS, "ns", "a");
      client.find(PODS, "ns", "a");
    }
    assertTrue(seen.get(0).contains("Bearer one"));
    assertTrue(seen.get(1).contains("Bearer two"));
  }

  @Test
  void aForeignAuthorityIsNotTrusted() {
    String other = pem(CertificateAuthority.create("other", now, random));
    try (RemoteTransport transport = transport(RemoteOptions.token(address(), other, () -> ""))) {
      KubeClient client = new KubeClient(transport, "test");
      ApiException error = assertThrows(ApiException.class, () -> client.get(PODS, "ns", "a"));
      assertEquals(Reason.SERVICE_UNAVAILABLE, error.reason());
    }
    assertTrue(seen.isEmpty());
  }

  @Test
  void informersFollowAndSurviveLostConnections() {
    api.put(PODS, pod("a"));
    try (RemoteTransport transport = transport(RemoteOptions.token(address(), ca, () -> ""));
        Informer informer =
            Informer.start(
                new KubeClient(transport, "test"),
                PODS,
                "",
                ListOptions.ALL,
                new Informer.Patience(
                    Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(60)))) {
      assertTrue(informer.awaitSync(Duration.ofSeconds(10)));
      api.put(PODS, pod("b"));
      Await.until("b", () -> informer.get(ObjectKey.of("ns", "b")) != null);
      api.breakWatches(null);
      api.put(PODS, pod("c"));
      Await.until("c", () -> informer.get(ObjectKey.of("ns", "c")) != null);
    }
  }
}
