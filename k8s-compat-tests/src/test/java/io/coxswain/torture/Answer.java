package io.coxswain.torture;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a server answered.
 *
 * @param status the HTTP status
 * @param body parsed
 */
public record Answer(int status, JsonNode body) {
  public boolean isGood() {
    return status / 100 == 2;
  }

  /** {@code reason} of a Status; empty where it is none. */
  public String reason() {
    return body.path("reason").asText("");
  }
}
