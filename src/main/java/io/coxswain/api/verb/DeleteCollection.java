package io.coxswain.api.verb;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.ListMeta;
import io.coxswain.api.render.Representation;
import io.coxswain.api.render.Selected;
import io.coxswain.cache.Entry;
import io.coxswain.cache.Snapshot;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Deletes what a list with the same selectors shows; the answer is that list. */
final class DeleteCollection {
  /** Deletes on their way at once: enough to share the ledger's batches. */
  private static final int WORKERS = 32;

  private final Backend backend;
  private final Deleter deleter;
  private final BodyReader reader;

  DeleteCollection(Backend backend) {
    this.backend = backend;
    this.deleter = new Deleter(backend);
    this.reader = new BodyReader(backend.scheme());
  }

  Future<ApiResponse> answer(VerbRequest request) {
    Representation as = request.many();
    DeleteOptions options = DeleteOptions.of(request, reader);
    Selection selection = Selection.of(request);
    return Freshness.await(backend.cache(), request.query().get("resourceVersion"), request.loop())
        .compose(
            ignored -> {
              Snapshot snapshot = backend.cache().snapshot(request.type().storageResource());
              Search search = new Search(request.loop(), selection, 0);
              return search
                  .through(snapshot.in(request.scope()).iterator())
                  .compose(found -> delete(request, as, options, snapshot, found.entries()));
            });
  }

  private Future<ApiResponse> delete(
      VerbRequest request,
      Representation as,
      DeleteOptions options,
      Snapshot snapshot,
      List<Entry> chosen) {
    ListMeta meta = new ListMeta(snapshot.revision(), "", -1);
    return all(request, options, chosen, 0)
        .map(
            done ->
                backend
                    .renderer()
                    .lists()
                    .list(as, request.include(), request.type(), Selected.of(chosen), meta));
  }

  private Future<Void> all(
      VerbRequest request, DeleteOptions options, List<Entry> entries, int from) {
    if (from >= entries.size()) {
      return Future.succeededFuture();
    }
    int to = Math.min(entries.size(), from + WORKERS);
    List<Future<Void>> wave = new ArrayList<>();
    for (Entry entry : entries.subList(from, to)) {
      wave.add(one(request, options, entry));
    }
    return Future.join(wave).compose(ignored -> all(request, options, entries, to));
  }

  private Future<Void> one(VerbRequest request, DeleteOptions options, Entry entry) {
    VerbRequest single =
        request.withName(entry.key().name()).withNamespace(entry.key().namespace());
    return deleter
        .delete(single, options)
        .<Void>mapEmpty()
        .recover(
            error ->
                ApiException.is(error, Reason.NOT_FOUND)
                    ? Future.succeededFuture()
                    : Future.failedFuture(error));
  }
}
