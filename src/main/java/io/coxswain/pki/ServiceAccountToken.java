package io.coxswain.pki;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import java.time.Instant;
import java.util.List;

/**
 * What a service-account token says.
 *
 * @param boundKind the kind of the object the token dies with: {@code Pod}, {@code Secret}, {@code
 *     Node}, or empty
 * @param nodeName the node a bound pod runs on, or the bound node; empty where unknown
 * @param warnAfter when a use means the client did not reload its token, or {@code null}
 */
public record ServiceAccountToken(
    String namespace,
    String name,
    String uid,
    String boundKind,
    String boundName,
    String boundUid,
    String nodeName,
    String nodeUid,
    List<String> audiences,
    Instant issued,
    Instant expires,
    Instant warnAfter,
    String id) {

  public static final String USER_PREFIX = "system:serviceaccount:";

  public String userName() {
    return USER_PREFIX + namespace + ":" + name;
  }

  JsonObject claims(String issuer) {
    var own =
        JsonObject.builder().put("namespace", namespace).put("serviceaccount", named(name, uid));
    switch (boundKind) {
      case "Pod" -> own.put("pod", named(boundName, boundUid));
      case "Secret" -> own.put("secret", named(boundName, boundUid));
      default -> {}
    }
    if (!nodeName.isEmpty()) {
      own.put(
          "node", nodeUid.isEmpty() ? JsonObject.of("name", nodeName) : named(nodeName, nodeUid));
    }
    if (warnAfter != null) {
      own.put("warnafter", warnAfter.getEpochSecond());
    }
    return JsonObject.builder()
        .put("aud", JsonArray.ofStrings(audiences))
        .put("exp", expires.getEpochSecond())
        .put("iat", issued.getEpochSecond())
        .put("iss", issuer)
        .put("jti", id)
        .put("kubernetes.io", own.build())
        .put("nbf", issued.getEpochSecond())
        .put("sub", userName())
        .build();
  }

  static ServiceAccountToken of(JsonObject claims) {
    JsonObject own = claims.object("kubernetes.io");
    JsonObject account = own.object("serviceaccount");
    String kind = "";
    JsonObject bound = JsonObject.EMPTY;
    if (own.has("pod")) {
      kind = "Pod";
      bound = own.object("pod");
    } else if (own.has("secret")) {
      kind = "Secret";
      bound = own.object("secret");
    } else if (own.has("node")) {
      kind = "Node";
      bound = own.object("node");
    }
    Json audience = claims.get("aud");
    return new ServiceAccountToken(
        own.string("namespace", ""),
        account.string("name", ""),
        account.string("uid", ""),
        kind,
        bound.string("name", ""),
        bound.string("uid", ""),
        own.object("node").string("name", ""),
        own.object("node").string("uid", ""),
        audience instanceof JsonString s ? List.of(s.value()) : claims.strings("aud"),
        time(claims, "iat"),
        time(claims, "exp"),
        own.get("warnafter") instanceof JsonNumber ? time(own, "warnafter") : null,
        claims.string("jti", ""));
  }

  private static Instant time(JsonObject claims, String name) {
    return Instant.ofEpochSecond(claims.integer(name, 0));
  }

  private static JsonObject named(String name, String uid) {
    return JsonObject.builder().put("name", name).put("uid", uid).build();
  }
}
