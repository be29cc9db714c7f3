package io.coxswain.wire;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;

/** The Status that ends an exec or attach on the error channel. */
public final class StreamResult {
  private StreamResult() {}

  /** Success for 0, else a NonZeroExitCode with the code as cause, as kubelet words it. */
  public static JsonObject exit(int code) {
    JsonObject.Builder out = JsonObject.builder().put("metadata", JsonObject.EMPTY);
    if (code == 0) {
      return out.put("status", "Success").build();
    }
    JsonObject cause =
        JsonObject.builder().put("reason", "ExitCode").put("message", "" + code).build();
    return out.put("status", "Failure")
        .put("message", "command terminated with non-zero exit code: exit code " + code)
        .put("reason", "NonZeroExitCode")
        .put("details", JsonObject.of("causes", JsonArray.of(cause)))
        .build();
  }

  public static JsonObject failure(Throwable error) {
    return ApiException.of(error).status().toJson();
  }
}
