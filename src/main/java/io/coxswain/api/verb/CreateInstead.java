package io.coxswain.api.verb;

import io.coxswain.api.authz.Attributes;
import io.coxswain.api.authz.Authorizer;
import io.coxswain.api.authz.Forbidden;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.vertx.core.Future;

/**
 * An update or apply of an object that is not there and may be created: needs {@code create} too.
 */
final class CreateInstead {
  private final Backend backend;
  private final Creator creator;

  CreateInstead(Backend backend) {
    this.backend = backend;
    this.creator = new Creator(backend);
  }

  /**
   * @param missing what the client hears where it asked for a version of the object
   */
  Future<Entry> create(
      VerbRequest request,
      WriteOptions options,
      JsonObject object,
      boolean applied,
      ApiException missing) {
    String version = object.object("metadata").string("resourceVersion", "");
    if (!version.isEmpty() && !version.equals("0")) {
      return Future.failedFuture(missing);
    }
    Attributes attributes =
        new Attributes(
            request.user(),
            "create",
            request.namespace(),
            request.resource().group(),
            request.resource().version(),
            request.resource().resource(),
            request.subresource(),
            request.name(),
            true,
            "");
    Authorizer.Decision decision = backend.authorizer().authorize(attributes);
    if (!decision.allowed()) {
      return Future.failedFuture(Forbidden.of(attributes, decision.reason()));
    }
    return creator.create(request, options, object, applied);
  }
}
