package io.coxswain.api.authn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.pki.CertificateAuthority;
import io.coxswain.pki.CertificateTemplate;
import io.coxswain.pki.FixedRandom;
import io.coxswain.pki.KeyedCertificate;
import io.coxswain.pki.Keys;
import io.coxswain.pki.ServiceAccountTokens;
import io.coxswain.pki.SigningKeys;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestAuthenticatorTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final TestCluster cluster = new TestCluster();
  private final FixedRandom random = new FixedRandom(5);
  private final CertificateAuthority authority =
      CertificateAuthority.create("kubernetes", cluster.now, random);
  private final ServiceAccountTokens tokens =
      new ServiceAccountTokens(
          ServiceAccountTokens.DEFAULT_ISSUER,
          List.of(ServiceAccountTokens.DEFAULT_ISSUER),
          new SigningKeys(Keys.generate(random), List.of()));
  private final TokenAuthenticator chain =
      new TokenAuthenticators(
          List.of(
              new ServiceAccountAuthenticator(tokens, cluster.cache, () -> cluster.now),
              new BootstrapTokenAuthenticator(cluster.cache, () -> cluster.now)));
  private final Authenticator authenticator =
      new RequestAuthenticator(() -> List.of(authority.certificate()), chain, () -> cluster.now);
  private final TokenRequests requests =
      new TokenRequests(tokens, cluster.cache, () -> cluster.now, () -> "id-1");

  @BeforeEach
  void accountAndPod() {
    cluster.put("serviceaccounts", "{'metadata':{'name':'robot','namespace':'default'}}");
    cluster.put("nodes", "{'metadata':{'name':'node-a'}}");
    cluster.put(
        "pods",
        "{'metadata':{'name':'web','namespace':'default'},"
            + "'spec':{'serviceAccountName':'robot','nodeName':'node-a'}}");
  }

  private Future<UserInfo> token(String token) {
    return authenticator.authenticate(new Credentials(token, List.of()));
  }

  private Future<UserInfo> certificate(KeyedCertificate certificate, String token) {
    return authenticator.authenticate(new Credentials(token, certificate.chain()));
  }

  private JsonObject request(String spec) {
    JsonObject body = JsonObject.of("spec", JsonParser.parseObject(spec.replace('\'', '"')));
    Future<JsonObject> answer = requests.create(UserInfo.ANONYMOUS, "default", "robot", body);
    if (answer.failed()) {
      throw ApiException.of(answer.cause());
    }
    return answer.result();
  }

  private String podToken() {
    return request(
            "{'expirationSeconds':600,'boundObjectRef':"
                + "{'apiVersion':'v1','kind':'Pod','name':'web','uid':'uid-web'}}")
        .object("status")
        .string("token");
  }

  private static void unauthorized(Future<?> answer) {
    assertTrue(answer.failed(), "expected 401");
    assertTrue(ApiException.is(answer.cause(), Reason.UNAUTHORIZED), answer.cause()::toString);
  }

  @Test
  void withoutCredentialsOneIsAnonymous() {
    assertEquals(
        UserInfo.ANONYMOUS, authenticator.authenticate(new Credentials(null, List.of())).result());
  }

  @Test
  void aClientCertificateIsItsSubject() {
    UserInfo user =
        certificate(authority.issue(CertificateTemplate.node("a", DAY), cluster.now, random), null)
            .result();
    assertEquals("system:node:a", user.name());
    assertEquals(List.of("system:nodes", "system:authenticated"), user.groups());
    assertTrue(user.extra().get(UserInfo.CREDENTIAL_ID).getFirst().startsWith("X509SHA256="));
  }

  @Test
  void anExpiredCertificateIsRefusedEvenWhenItWasKnown() {
    var admin = authority.issue(CertificateTemplate.admin(DAY), cluster.now, random);
    assertTrue(certificate(admin, null).succeeded());
    cluster.now = cluster.now.plus(DAY).plusSeconds(1);
    unauthorized(certificate(admin, null));
  }

  @Test
  void aForeignCertificateIsRefusedButAGoodTokenBesideItIsHeard() {
    var other = CertificateAuthority.create("kubernetes", cluster.now, random);
    var admin = other.issue(CertificateTemplate.admin(DAY), cluster.now, random);
    unauthorized(certificate(admin, null));
    assertEquals(
        "system:serviceaccount:default:robot", certificate(admin, podToken()).result().name());
  }

  @Test
  void aPodsTokenSaysWhoseItIs() {
    UserInfo user = token(podToken()).result();
    assertEquals("system:serviceaccount:default:robot", user.name());
    assertEquals("uid-robot", user.uid());
    assertEquals(
        List.of("system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"),
        user.groups());
    assertEquals(List.of("web"), user.extra().get("authentication.kubernetes.io/pod-name"));
    assertEquals(List.of("node-a"), user.extra().get("authentication.kubernetes.io/node-name"));
    assertEquals(List.of("JTI=id-1"), user.extra().get(UserInfo.CREDENTIAL_ID));
  }

  @Test
  void aTokenDiesWithItsPodItsAccountAndItsTime() {
    String token = podToken();
    cluster.now = cluster.now.plusSeconds(600);
    unauthorized(token(token));
    cluster.now = cluster.now.minusSeconds(600);
    cluster.delete("pods", "default", "web");
    unauthorized(token(token));
    accountAndPod();
    assertTrue(token(token).succeeded());
    cluster.delete("serviceaccounts", "default", "robot");
    cluster.put(
        "serviceaccounts", "{'metadata':{'name':'robot','namespace':'default','uid':'new'}}");
    unauthorized(token(token));
  }

  @Test
  void aDeletedPodKeepsItsTokenForAMinute() {
    String token = podToken();
    cluster.put(
        "pods",
        "{'metadata':{'name':'web','namespace':'default',"
            + "'deletionTimestamp':'2026-11-22T12:00:30Z'},"
            + "'spec':{'serviceAccountName':'robot','nodeName':'node-a'}}");
    cluster.now = cluster.now.plusSeconds(89);
    assertTrue(token(token).succeeded());
    cluster.now = cluster.now.plusSeconds(1);
    unauthorized(token(token));
  }

  @Test
  void theInjectedTokenLivesAYearButSaysAnHour() {
    JsonObject answer =
        request(
            "{'expirationSeconds':3607,'boundObjectRef':"
                + "{'apiVersion':'v1','kind':'Pod','name':'web'}}");
    assertEquals("2026-11-22T13:00:07Z", answer.object("status").string("expirationTimestamp"));
    cluster.now = cluster.now.plus(Duration.ofDays(364));
    assertTrue(token(answer.object("status").string("token")).succeeded());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'expirationSeconds':60} | INVALID",
        "{'expirationSeconds':600,'boundObjectRef':{'kind':'Pod','name':'gone'}} | NOT_FOUND",
        "{'expirationSeconds':600,'boundObjectRef':{'kind':'Pod','name':'web','uid':'x'}} | CONFLICT",
        "{'expirationSeconds':600,'boundObjectRef':{'kind':'Service','name':'x'}} | BAD_REQUEST",
      })
  void impossibleTokensAreRefused(String spec, Reason reason) {
    var error = assertThrows(ApiException.class, () -> request(spec));
    assertEquals(reason, error.reason());
  }

  private void bootstrapSecret(String more) {
    String data =
        "'token-id':'" + base64("abcdef") + "','token-secret':'" + base64("0123456789abcdef") + "'";
    cluster.put(
        "secrets",
        "{'metadata':{'name':'bootstrap-token-abcdef','namespace':'kube-system'},"
            + "'type':'bootstrap.kubernetes.io/token','data':{"
            + data
            + more
            + "}}");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aBootstrapTokenIsItsSecretsUser() {
    String enabled = ",'usage-bootstrap-authentication':'" + base64("true") + "'";
    bootstrapSecret(enabled + ",'auth-extra-groups':'" + base64("system:bootstrappers:x") + "'");
    UserInfo user = token("abcdef.0123456789abcdef").result();
    assertEquals("system:bootstrap:abcdef", user.name());
    assertEquals(
        List.of("system:bootstrappers", "system:bootstrappers:x", "system:authenticated"),
        user.groups());
    unauthorized(token("abcdef.0123456789abcdeX"));
    unauthorized(token("abcdef.0123456789abcdee"));
    unauthorized(token("ghijkl.0123456789abcdef"));
    bootstrapSecret("");
    unauthorized(token("abcdef.0123456789abcdef"));
    bootstrapSecret(enabled + ",'expiration':'" + base64("2026-11-22T11:00:00Z") + "'");
    unauthorized(token("abcdef.0123456789abcdef"));
    bootstrapSecret(enabled + ",'auth-extra-groups':'" + base64("system:masters") + "'");
    unauthorized(token("abcdef.0123456789abcdef"));
  }

  @Test
  void aTokenReviewTellsWhoseTokenItIsAndWhyNot() {
    var reviews = new TokenReviews(chain);
    JsonObject good = review(reviews, podToken(), "");
    assertTrue(good.bool("authenticated", false));
    assertEquals("system:serviceaccount:default:robot", good.object("user").string("username"));
    assertEquals(List.of(ServiceAccountTokens.DEFAULT_ISSUER), good.strings("audiences"));
    JsonObject forOthers = review(reviews, podToken(), "vault");
    assertFalse(forOthers.bool("authenticated", false));
    assertTrue(forOthers.string("error").contains("vault"));
    assertFalse(review(reviews, "nonsense", "").bool("authenticated", false));
  }

  private static JsonObject review(TokenReviews reviews, String token, String audience) {
    JsonObject spec = JsonObject.of("token", token);
    if (!audience.isEmpty()) {
      spec = spec.with("audiences", JsonArray.ofStrings(audience));
    }
    return reviews
        .create(UserInfo.ANONYMOUS, "", "", JsonObject.of("spec", spec))
        .result()
        .object("status");
  }

  @ParameterizedTest
  @CsvSource({
    "/healthz, true",
    "/readyz, true",
    "/version, true",
    "/api, false",
    "/readyz/etcd, false",
    "/apis/apps/v1/deployments, false",
  })
  void anonymousIsHeardAtHealthOnly(String path, boolean allowed) {
    assertEquals(allowed, AnonymousAccess.allows(path));
  }
}
