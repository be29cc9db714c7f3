package io.coxswain.api.verb;

import io.coxswain.api.admission.AdmissionPlugin;
import io.coxswain.api.admission.Attributes;
import io.coxswain.json.JsonObject;
import io.vertx.core.Future;
import java.util.List;

/** The admission plugins in order: all of them mutate first, then all of them validate. */
public record AdmissionChain(List<AdmissionPlugin> plugins) {

  public AdmissionChain {
    plugins = List.copyOf(plugins);
  }

  /** The object as the plugins leave it. */
  public Future<JsonObject> admit(Attributes attributes) {
    Future<JsonObject> object = Future.succeededFuture(attributes.object());
    for (AdmissionPlugin plugin : plugins) {
      object = object.compose(now -> plugin.admit(attributes.withObject(now)));
    }
    return object;
  }

  public Future<Void> validate(Attributes attributes) {
    Future<Void> done = Future.succeededFuture();
    for (AdmissionPlugin plugin : plugins) {
      done = done.compose(ignored -> plugin.validate(attributes));
    }
    return done;
  }
}
