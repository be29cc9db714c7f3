package io.coxswain.api.authn;

import io.coxswain.cache.Cache;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Time;
import io.coxswain.pki.ServiceAccountToken;
import io.coxswain.pki.ServiceAccountTokens;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code serviceaccounts/token}: issues a bound token (upstream:
 * pkg/registry/core/serviceaccount/storage/token.go).
 */
public final class TokenRequests implements VirtualResource {
  private static final Gvr ACCOUNTS = Gvr.core("serviceaccounts");
  private static final Gvk KIND = new Gvk("authentication.k8s.io", "v1", "TokenRequest");

  /** What the ServiceAccount admission asks for; such tokens live a year for old clients' sake. */
  private static final long INJECTED_SECONDS = 3_607;

  private static final long EXTENDED_SECONDS = Duration.ofDays(365).toSeconds();

  private final ServiceAccountTokens tokens;
  private final Cache cache;
  private final InstantSource clock;
  private final Supplier<String> ids;

  /**
   * @param ids makes token ids (UUIDs)
   */
  public TokenRequests(
      ServiceAccountTokens tokens, Cache cache, InstantSource clock, Supplier<String> ids) {
    this.tokens = tokens;
    this.cache = cache;
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Future<JsonObject> create(UserInfo user, String namespace, String name, JsonObject body) {
    // An agent may ask through another server than the one that bound the pod.
    return cache.current().map(ignored -> issue(namespace, name, body));
  }

  private JsonObject issue(String namespace, String name, JsonObject body) {
    JsonObject spec = body.object("spec");
    long seconds = spec.integer("expirationSeconds", 3_600);
    List<String> audiences =
        spec.strings("audiences").isEmpty() ? tokens.audiences() : spec.strings("audiences");
    validate(name, seconds);
    Entry account = cache.snapshot("serviceaccounts").get(ObjectKey.of(namespace, name));
    if (account == null) {
      throw ApiException.notFound(ACCOUNTS, name);
    }
    Bound bound = bound(namespace, name, spec.object("boundObjectRef"));
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    boolean extended =
        seconds == INJECTED_SECONDS
            && bound.kind().equals("Pod")
            && audiences.stream().anyMatch(tokens.audiences()::contains);
    var token =
        new ServiceAccountToken(
            namespace,
            name,
            account.uid(),
            bound.kind(),
            bound.name(),
            bound.uid(),
            bound.nodeName(),
            bound.nodeUid(),
            audiences,
            now,
            now.plusSeconds(extended ? EXTENDED_SECONDS : seconds),
            extended ? now.plusSeconds(seconds) : null,
            ids.get());
    JsonObject status =
        JsonObject.builder()
            .put("token", tokens.issue(token))
            .put("expirationTimestamp", Time.seconds(now.plusSeconds(seconds)))
            .build();
    JsonObject metadata =
        Meta.of(body)
            .with("name", name)
            .with("namespace", namespace)
            .with("creationTimestamp", Time.seconds(now));
    return body.with("metadata", metadata)
        .with(
            "spec",
            spec.with("audiences", JsonArray.ofStrings(audiences))
                .with("expirationSeconds", seconds))
        .with("status", status);
  }

  private static void validate(String name, long seconds) {
    FieldError error = null;
    if (seconds < 600) {
      error =
          FieldError.invalid(
              "spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
    } else if (seconds > 1L << 32) {
      error =
          FieldError.invalid(
              "spec.expirationSeconds",
              seconds,
              "may not specify a duration larger than 2^32 seconds");
    }
    if (error != null) {
      throw ApiException.invalid(KIND, name, List.of(error));
    }
  }

  private record Bound(String kind, String name, String uid, String nodeName, String nodeUid) {
    static final Bound NONE = new Bound("", "", "", "", "");
  }

  private Bound bound(String namespace, String account, JsonObject reference) {
    if (reference.isEmpty()) {
      return Bound.NONE;
    }
    String kind = reference.string("kind", "");
    String name = reference.string("name", "");
    return switch (kind) {
      case "Pod" -> {
        JsonObject pod = existing("pods", namespace, name, reference);
        if (!account.equals(pod.object("spec").string("serviceAccountName"))) {
          throw ApiException.badRequest(
              "cannot bind token for serviceaccount \""
                  + account
                  + "\" to pod running with different serviceaccount name.");
        }
        String node = pod.object("spec").string("nodeName", "");
        Entry found = cache.snapshot("nodes").get(ObjectKey.of("", node));
        yield new Bound(kind, name, Meta.uid(pod), node, found == null ? "" : found.uid());
      }
      case "Secret" ->
          new Bound(kind, name, Meta.uid(existing("secrets", namespace, name, reference)), "", "");
      case "Node" -> {
        String uid = Meta.uid(existing("nodes", "", name, reference));
        yield new Bound(kind, name, uid, name, uid);
      }
      default ->
          throw ApiException.badRequest(
              "cannot bind token to object of type "
                  + reference.string("apiVersion", "")
                  + ", Kind="
                  + kind);
    };
  }

  private JsonObject existing(
      String resource, String namespace, String name, JsonObject reference) {
    Entry entry = cache.snapshot(resource).get(ObjectKey.of(namespace, name));
    if (entry == null) {
      throw ApiException.notFound(Gvr.core(resource), name);
    }
    String uid = reference.string("uid", "");
    if (!uid.isEmpty() && !uid.equals(entry.uid())) {
      throw ApiException.conflict(
          Gvr.core(resource),
          name,
          "the UID in the bound object reference ("
              + uid
              + ") does not match the UID in record. The object might have been deleted and then"
              + " recreated");
    }
    return entry.object();
  }
}
