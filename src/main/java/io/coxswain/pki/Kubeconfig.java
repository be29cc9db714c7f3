package io.coxswain.pki;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;

/**
 * How to reach and be believed by one API server: the current context of a kubeconfig file.
 *
 * @param clusterName also the name of the written context
 * @param authorityPem certificates to trust, or empty for the machine's own
 * @param tlsServerName the name to expect in the server's certificate, or empty for the URL's host
 * @param clientCertificatePem chain, or empty
 * @param clientKeyPem or empty
 * @param token bearer token, or empty
 * @param namespace of the context, or empty
 */
public record Kubeconfig(
    String clusterName,
    String userName,
    String server,
    String authorityPem,
    String tlsServerName,
    String clientCertificatePem,
    String clientKeyPem,
    String token,
    String namespace) {

  /** One that authenticates with a client certificate. */
  public static Kubeconfig of(
      String server, String authorityPem, String userName, KeyedCertificate client) {
    return new Kubeconfig(
        "coxswain",
        userName,
        server,
        authorityPem,
        "",
        client.certificatePem(),
        client.keyPem(),
        "",
        "");
  }

  /** One that authenticates with a bearer token. */
  public static Kubeconfig of(String server, String authorityPem, String userName, String token) {
    return new Kubeconfig("coxswain", userName, server, authorityPem, "", "", "", token, "");
  }

  /**
   * Reads the current context of a parsed file.
   *
   * @param files reads a file named in it (certificate-authority, client-certificate, client-key,
   *     tokenFile); relative names are the caller's to resolve against the kubeconfig's directory
   * @throws PkiException where the context, its cluster or its user is missing
   */
  public static Kubeconfig read(JsonObject config, UnaryOperator<String> files) {
    String contextName = config.string("current-context", "");
    JsonObject context = named(config, "contexts", contextName, "context");
    String clusterName = context.string("cluster", "");
    String userName = context.string("user", "");
    JsonObject cluster = named(config, "clusters", clusterName, "cluster");
    JsonObject user =
        userName.isEmpty() ? JsonObject.EMPTY : named(config, "users", userName, "user");
    String token = user.string("token", "");
    if (token.isEmpty() && user.has("tokenFile")) {
      token = files.apply(user.string("tokenFile")).strip();
    }
    return new Kubeconfig(
        clusterName,
        userName,
        cluster.string("server", ""),
        material(cluster, "certificate-authority", files),
        cluster.string("tls-server-name", ""),
        material(user, "client-certificate", files),
        material(user, "client-key", files),
        token,
        context.string("namespace", ""));
  }

  private static JsonObject named(JsonObject config, String list, String name, String field) {
    for (JsonObject entry : config.objects(list)) {
      if (name.equals(entry.string("name"))) {
        return entry.object(field);
      }
    }
    throw new PkiException("kubeconfig: no entry \"" + name + "\" in " + list);
  }

  private static String material(JsonObject from, String name, UnaryOperator<String> files) {
    String data = from.string(name + "-data", "");
    if (!data.isEmpty()) {
      try {
        return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw new PkiException("kubeconfig: " + name + "-data is not base64", e);
      }
    }
    String file = from.string(name, "");
    return file.isEmpty() ? "" : files.apply(file);
  }

  /** As a tree, every secret inline. */
  public JsonObject tree() {
    JsonObject cluster =
        JsonObject.builder()
            .put("server", server)
            .put("certificate-authority-data", base64(authorityPem))
            .put("tls-server-name", orNull(tlsServerName))
            .build();
    JsonObject user =
        JsonObject.builder()
            .put("client-certificate-data", base64(clientCertificatePem))
            .put("client-key-data", base64(clientKeyPem))
            .put("token", orNull(token))
            .build();
    JsonObject context =
        JsonObject.builder()
            .put("cluster", clusterName)
            .put("user", userName)
            .put("namespace", orNull(namespace))
            .build();
    String contextName = userName + "@" + clusterName;
    return JsonObject.builder()
        .put("apiVersion", "v1")
        .put("kind", "Config")
        .put("clusters", entry(clusterName, "cluster", cluster))
        .put("users", entry(userName, "user", user))
        .put("contexts", entry(contextName, "context", context))
        .put("current-context", contextName)
        .build();
  }

  private static JsonArray entry(String name, String field, JsonObject value) {
    return JsonArray.of(JsonObject.builder().put("name", name).put(field, value).build());
  }

  private static String base64(String pem) {
    return pem.isEmpty()
        ? null
        : Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
  }

  private static String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** As the YAML text of a file. */
  public String yaml() {
    StringBuilder out = new StringBuilder();
    tree().fields().forEach((name, value) -> write(out, "", name, value));
    return out.toString();
  }

  // Every scalar is written as a JSON string, which is YAML whatever it contains.
  private static void write(StringBuilder out, String indent, String name, Json value) {
    out.append(indent).append(name).append(':');
    switch (value) {
      case JsonObject object -> {
        out.append(object.isEmpty() ? " {}\n" : "\n");
        String deeper = indent.replace("- ", "  ") + "  ";
        object.fields().forEach((n, v) -> write(out, deeper, n, v));
      }
      case JsonArray array -> {
        out.append('\n');
        for (JsonObject item : array.objects()) {
          String lead = indent + "- ";
          for (var field : item.fields().entrySet()) {
            write(out, lead, field.getKey(), field.getValue());
            lead = indent + "  ";
          }
        }
      }
      default -> out.append(' ').append(value.text()).append('\n');
    }
  }

  /** Never shows a secret. */
  @Override
  public String toString() {
    return userName + "@" + server;
  }
}
