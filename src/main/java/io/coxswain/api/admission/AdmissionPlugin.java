package io.coxswain.api.admission;

import io.coxswain.json.JsonObject;
import io.vertx.core.Future;

/** One link of the chain. Both methods fail with ApiException (usually Forbidden) to refuse. */
public interface AdmissionPlugin {
  /** Upstream's plugin name. */
  String name();

  /** The object to go on with, {@code attributes.object()} where nothing changes. */
  default Future<JsonObject> admit(Attributes attributes) {
    return Future.succeededFuture(attributes.object());
  }

  default Future<Void> validate(Attributes attributes) {
    return Future.succeededFuture();
  }
}
