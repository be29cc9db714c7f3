package io.coxswain.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.api.admission.AdmissionPlugin;
import io.coxswain.api.admission.Attributes;
import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.authz.Authorizer.Decision;
import io.coxswain.api.authz.Authorizer.Verdict;
import io.coxswain.api.render.ApiResponse;
import io.coxswain.client.Answer;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiltersTest {
  private static final InstantSource CLOCK = InstantSource.fixed(ApiFixture.NOW);
  private static final JsonObject CONFIG_MAP =
      JsonParser.parseObject(
          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"one\"}}");

  /** Refuses what is labelled so and labels the rest. */
  private static final class Gatekeeper implements AdmissionPlugin {
    final List<Attributes> seen = new ArrayList<>();

    @Override
    public String name() {
      return "Gatekeeper";
    }

    @Override
    public Future<JsonObject> admit(Attributes attributes) {
      seen.add(attributes);
      return Future.succeededFuture(
          attributes.object() == null
              ? null
              : Meta.withLabel(attributes.object(), "admitted", "yes"));
    }

    @Override
    public Future<Void> validate(Attributes attributes) {
      return attributes.object() != null && Meta.label(attributes.object(), "bad") != null
          ? Future.failedFuture(
              ApiException.forbidden(attributes.resource(), attributes.name(), "it is bad"))
          : Future.succeededFuture();
    }
  }

  @Test
  void admissionChangesAndRefuses() {
    Gatekeeper gatekeeper = new Gatekeeper();
    try (ApiFixture api = new ApiFixture(CLOCK, List.of(gatekeeper), Extensions.NONE)) {
      JsonObject made = api.client.create(Gvr.core("configmaps"), "default", CONFIG_MAP);
      assertEquals("yes", Meta.label(made, "admitted"));
      JsonObject bad = Meta.withLabel(CONFIG_MAP, "bad", "very");
      ApiException error =
          assertThrows(
              ApiException.class, () -> api.client.create(Gvr.core("configmaps"), "default", bad));
      assertEquals("configmaps \"one\" is forbidden: it is bad", error.getMessage());
      api.client.delete(Gvr.core("configmaps"), "default", "one");
      Attributes last = gatekeeper.seen.getLast();
      assertEquals(Attributes.Operation.DELETE, last.operation());
      assertEquals("one", Meta.name(last.old()));
    }
  }

  @Test
  void whatIsOnlyAnsweredIsNotStored() {
    Extensions extensions =
        new Extensions(
            Map.of(
                "tokenreviews.authentication.k8s.io",
                (user, namespace, name, body) ->
                    Future.succeededFuture(
                        body.with("status", JsonObject.of("error", user.name()))),
                "serviceaccounts/token",
                (user, namespace, name, body) ->
                    Future.succeededFuture(
                        body.with("status", JsonObject.of("token", namespace + "/" + name)))),
            Map.of());
    try (ApiFixture api = new ApiFixture(CLOCK, List.of(), extensions)) {
      JsonObject review =
          api.client.create(
              Gvr.of("authentication.k8s.io/v1", "tokenreviews"),
              "",
              JsonParser.parseObject(
                  "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenReview\"}"));
      assertEquals("admin", review.object("status").string("error"));
      JsonObject token =
          api.client.createSubresource(
              Gvr.core("serviceaccounts"),
              "default",
              "bob",
              "token",
              JsonParser.parseObject(
                  "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{}}"));
      assertEquals("default/bob", token.object("status").string("token"));
      assertEquals(0, api.cache.revision());
      Map<String, String> table = Map.of("accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
      String path = "/apis/authentication.k8s.io/v1/tokenreviews";
      assertEquals(406, api.call("POST", path, table, JsonObject.EMPTY).code());
    }
  }

  @Test
  void aConnectionGoesToItsHandlerAfterAdmission() {
    Gatekeeper gatekeeper = new Gatekeeper();
    ConnectHandler handler =
        request ->
            Future.succeededFuture(
                ApiResponse.text(
                    200,
                    String.join(
                        " ",
                        request.namespace(),
                        request.name(),
                        request.subresource(),
                        request.rest().toString())));
    Extensions extensions =
        new Extensions(Map.of(), Map.of("pods/exec", handler, "nodes/proxy", handler));
    try (ApiFixture api = new ApiFixture(CLOCK, List.of(gatekeeper), extensions)) {
      Answer exec = api.call("POST", "/api/v1/namespaces/a/pods/p/exec?stdin=true", Map.of(), null);
      assertEquals("a p exec []", new String(exec.body(), StandardCharsets.UTF_8));
      assertEquals(Attributes.Operation.CONNECT, gatekeeper.seen.getLast().operation());
      assertTrue(gatekeeper.seen.getLast().object().bool("stdin", false));
      Answer proxy = api.call("GET", "/api/v1/nodes/n/proxy/logs/x", Map.of(), null);
      assertEquals(" n proxy [logs, x]", new String(proxy.body(), StandardCharsets.UTF_8));
    }
  }

  private static ApiRequest impersonating(Map<String, List<String>> headers) {
    return new ApiRequest(
        "GET",
        "/api/v1/pods",
        io.coxswain.api.verb.QueryString.EMPTY,
        headers,
        new byte[0],
        null,
        null,
        null);
  }

  @Test
  void impersonationNeedsPermissionForEachPart() {
    List<String> asked = new ArrayList<>();
    Impersonation impersonation =
        new Impersonation(
            attributes -> {
              asked.add(attributes.resource() + "/" + attributes.name());
              boolean good = !attributes.name().equals("root");
              return new Decision(good ? Verdict.ALLOW : Verdict.NO_OPINION, "");
            });
    UserInfo user =
        impersonation.of(
            impersonating(
                Map.of("impersonate-user", List.of("jane"), "impersonate-group", List.of("dev"))),
            ApiFixture.ADMIN);
    assertEquals("jane", user.name());
    assertEquals(List.of("dev", "system:authenticated"), user.groups());
    assertEquals(List.of("users/jane", "groups/dev"), asked);
    ApiException error =
        assertThrows(
            ApiException.class,
            () ->
                impersonation.of(
                    impersonating(Map.of("impersonate-user", List.of("root"))), ApiFixture.ADMIN));
    assertEquals(Reason.FORBIDDEN, error.reason());
    assertThrows(
        ApiException.class,
        () ->
            impersonation.of(
                impersonating(Map.of("impersonate-group", List.of("dev"))), ApiFixture.ADMIN));
    UserInfo account =
        impersonation.of(
            impersonating(
                Map.of("impersonate-user", List.of("system:serviceaccount:kube-system:x"))),
            ApiFixture.ADMIN);
    assertTrue(account.in("system:serviceaccounts:kube-system"));
    assertEquals("serviceaccounts/x", asked.getLast());
  }

  @Test
  void moreRequestsThanAllowedAreTurnedAway() {
    InFlightLimit limit = new InFlightLimit(1, 1);
    Runnable leave = limit.enter(true);
    ApiException error = assertThrows(ApiException.class, () -> limit.enter(true));
    assertEquals(Reason.TOO_MANY_REQUESTS, error.reason());
    limit.enter(false).run();
    leave.run();
    limit.enter(true).run();
  }
}
