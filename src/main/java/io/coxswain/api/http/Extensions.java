package io.coxswain.api.http;

import io.coxswain.api.authn.VirtualResource;
import io.coxswain.json.JsonObject;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What others bring to the server.
 *
 * @param virtual what is answered and not stored: {@code tokenreviews.authentication.k8s.io},
 *     {@code serviceaccounts/token}
 * @param connects subresources that are connections: {@code pods/exec}, {@code pods/log}
 * @param documents served at paths of their own: {@code /openid/v1/jwks}
 */
public record Extensions(
    Map<String, VirtualResource> virtual,
    Map<String, ConnectHandler> connects,
    Map<String, Supplier<JsonObject>> documents) {
  public static final Extensions NONE = new Extensions(Map.of(), Map.of());

  public Extensions(Map<String, VirtualResource> virtual, Map<String, ConnectHandler> connects) {
    this(virtual, connects, Map.of());
  }

  public Extensions withDocuments(Map<String, Supplier<JsonObject>> more) {
    return new Extensions(virtual, connects, Map.copyOf(more));
  }
}
