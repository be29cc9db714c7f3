package io.coxswain.api.verb;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.ListMeta;
import io.coxswain.api.render.Representation;
import io.coxswain.api.render.Selected;
import io.coxswain.cache.Entry;
import io.coxswain.cache.Snapshot;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.List;

/** Objects of a kind in order of namespace and name, whole or by pages of one revision. */
final class ListVerb {
  private final Backend backend;

  ListVerb(Backend backend) {
    this.backend = backend;
  }

  Future<ApiResponse> answer(VerbRequest request) {
    Representation as = request.many();
    ListOptions options = ListOptions.of(request.query(), false);
    Selection selection = Selection.of(request);
    if (!options.next().isEmpty()) {
      return nextPage(request, as, options, selection);
    }
    boolean exact =
        options.match().equals("Exact")
            || (options.match().isEmpty()
                && options.limit() > 0
                && !options.resourceVersion().isEmpty()
                && !options.resourceVersion().equals("0"));
    // From memory at any version upstream answers whole, whatever the limit.
    long limit = options.resourceVersion().equals("0") ? 0 : options.limit();
    return Freshness.await(backend.cache(), options.resourceVersion(), request.loop())
        .compose(
            ignored -> {
              String resource = request.type().storageResource();
              Snapshot snapshot =
                  exact
                      ? backend.cache().at(resource, Freshness.parse(options.resourceVersion()))
                      : backend.cache().snapshot(resource);
              return page(request, as, selection, snapshot, null, limit);
            });
  }

  private Future<ApiResponse> nextPage(
      VerbRequest request, Representation as, ListOptions options, Selection selection) {
    if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals("0")) {
      throw ApiException.badRequest(
          "specifying resource version is not allowed when using continue");
    }
    ContinueToken token = ContinueToken.decode(options.next());
    String resource = request.type().storageResource();
    if (token.revision() <= 0) {
      return Freshness.await(backend.cache(), "", request.loop())
          .compose(
              ignored -> {
                Snapshot now = backend.cache().snapshot(resource);
                return page(request, as, selection, now, token.last(), options.limit());
              });
    }
    Snapshot snapshot;
    try {
      snapshot = backend.cache().at(resource, token.revision());
    } catch (ApiException e) {
      return Future.succeededFuture(expired(as, token));
    }
    return page(request, as, selection, snapshot, token.last(), options.limit());
  }

  private Future<ApiResponse> page(
      VerbRequest request,
      Representation as,
      Selection selection,
      Snapshot snapshot,
      ObjectKey after,
      long limit) {
    if (selection.isEverything() && after == null && limit == 0) {
      int size = request.scope() == null ? snapshot.size() : snapshot.size(request.scope());
      ListMeta meta = new ListMeta(snapshot.revision(), "", -1);
      return Future.succeededFuture(
          rendered(request, as, new Selected(size, snapshot.in(request.scope())), meta));
    }
    return new Search(request.loop(), selection, limit)
        .through(candidates(request, selection, snapshot, after))
        .map(
            found -> {
              ListMeta meta = new ListMeta(snapshot.revision(), "", -1);
              if (found.more()) {
                ObjectKey last = found.entries().getLast().key();
                backend.cache().keep(snapshot);
                meta =
                    new ListMeta(
                        snapshot.revision(),
                        new ContinueToken(snapshot.revision(), last).encode(),
                        selection.isEverything() ? snapshot.remaining(request.scope(), last) : -1);
              }
              return rendered(request, as, Selected.of(found.entries()), meta);
            });
  }

  private ApiResponse rendered(
      VerbRequest request, Representation as, Selected selected, ListMeta meta) {
    return backend.renderer().lists().list(as, request.include(), request.type(), selected, meta);
  }

  private static Iterator<Entry> candidates(
      VerbRequest request, Selection selection, Snapshot snapshot, ObjectKey after) {
    boolean oneKey =
        selection.name() != null && (!request.type().namespaced() || request.scope() != null);
    if (oneKey) {
      Entry entry = snapshot.get(ObjectKey.of(request.namespace(), selection.name()));
      boolean passed = after != null && entry != null && entry.key().compareTo(after) <= 0;
      return (entry == null || passed ? List.<Entry>of() : List.of(entry)).iterator();
    }
    return (after == null ? snapshot.in(request.scope()) : snapshot.after(request.scope(), after))
        .iterator();
  }

  /** 410 with a token to go on with, in which the next pages are of another revision. */
  private ApiResponse expired(Representation as, ContinueToken token) {
    String message =
        "The provided continue parameter is too old to display a consistent list result. You can"
            + " start a new list without the continue parameter, or use the continue token in"
            + " this response to retrieve the remainder of the results. Continuing with the"
            + " provided token results in an inconsistent list - objects that were created,"
            + " modified, or deleted between the time the first chunk was returned and now may"
            + " show up in the list.";
    JsonObject status = Status.failure(Reason.EXPIRED, message).toJson();
    String fresh = new ContinueToken(-1, token.last()).encode();
    return backend
        .renderer()
        .value(
            410,
            as.withForm(Representation.Form.OBJECT),
            status.with("metadata", JsonObject.of("continue", fresh)));
  }
}
