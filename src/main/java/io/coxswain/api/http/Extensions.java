package io.coxswain.api.http;

import io.coxswain.api.authn.VirtualResource;
import java.util.Map;

/**
 * What others bring to the server.
 *
 * @param virtual what is answered and not stored: {@code tokenreviews.authentication.k8s.io},
 *     {@code serviceaccounts/token}
 * @param connects subresources that are connections: {@code pods/exec}, {@code pods/log}
 */
public record Extensions(
    Map<String, VirtualResource> virtual, Map<String, ConnectHandler> connects) {
  public static final Extensions NONE = new Extensions(Map.of(), Map.of());
}
