package io.coxswain.api.verb;

import io.coxswain.api.render.Representation;
import io.coxswain.api.render.StreamSink;
import io.coxswain.cache.Cursor;
import io.coxswain.cache.Entry;
import io.coxswain.cache.Snapshot;
import io.coxswain.cache.Transition;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.Iterator;

/** One open watch; lives on the loop of its connection. */
final class WatchSession {
  /** After so many events others on this loop get their turn. */
  private static final int TURN = 256;

  /** Events that follow on each other are written together, up to about so many bytes. */
  private static final int TOGETHER = 32 * 1024;

  private static final long BOOKMARK_MILLISECONDS = 60_000;

  private final Backend backend;
  private final VerbRequest request;
  private final Representation as;
  private final ListOptions options;
  private final Selection selection;
  private final Iterator<Entry> initial;
  private final long from;

  private StreamSink sink;
  private Buffer together;
  private Cursor cursor;
  private Runnable cancelTimeout = () -> {};
  private Runnable cancelBookmark = () -> {};
  private Runnable cancelScheme = () -> {};
  private boolean initialEndDue;
  private boolean first = true;
  private boolean ended;
  private boolean pumping;
  private long told;

  WatchSession(
      Backend backend,
      VerbRequest request,
      Representation as,
      ListOptions options,
      Selection selection,
      Snapshot initial,
      long from) {
    this.backend = backend;
    this.request = request;
    this.as = as;
    this.options = options;
    this.selection = selection;
    this.initial =
        initial == null ? Collections.emptyIterator() : initial.in(request.scope()).iterator();
    this.initialEndDue = options.initialEvents() && options.bookmarks();
    this.from = from;
  }

  void start(StreamSink sink) {
    this.sink = sink;
    sink.onClose(this::close);
    sink.onDrain(this::pump);
    try {
      cursor =
          backend
              .cache()
              .watch(
                  request.type().storageResource(),
                  request.scope(),
                  from,
                  request.loop()::run,
                  this::pump);
    } catch (ApiException e) {
      // Once a watch is accepted, errors are events of it.
      fail(e.status());
      return;
    }
    cancelTimeout = request.loop().after(Watch.seconds(backend, options) * 1_000, this::timeout);
    if (options.bookmarks()) {
      bookmarkLater();
    }
    if (request.type().isCustom()) {
      cancelScheme =
          backend.schemes().onChange(() -> request.loop().run(this::endIfOtherwiseServed));
    }
    pump();
  }

  /** A changed definition ends the watches of its resource: clients come back and see new forms. */
  private void endIfOtherwiseServed() {
    if (backend.scheme().resource(request.type().resource()) != request.type()) {
      end();
    }
  }

  private void pump() {
    if (ended || pumping) {
      return;
    }
    pumping = true;
    try {
      // What is flushed may find room at once: the call back for that comes while we are here.
      for (boolean more = true; more && !ended && !sink.isFull(); ) {
        more = turn();
        flush();
      }
    } catch (RuntimeException e) {
      fail(ApiException.of(e).status());
    } finally {
      pumping = false;
    }
  }

  /** False where it goes on later by itself. */
  private boolean turn() {
    for (int i = 0; i < TURN; i++) {
      if (ended || sink.isFull()) {
        return true;
      }
      if (!step()) {
        return false;
      }
    }
    request.loop().nextTurn(this::pump);
    return false;
  }

  /** False where there is nothing to do until the cursor wakes us. */
  private boolean step() {
    if (initial.hasNext()) {
      Entry entry = initial.next();
      if (selection.matches(entry)) {
        write("ADDED", entry);
      }
      return true;
    }
    if (initialEndDue) {
      initialEndDue = false;
      bookmark(from, true);
      return true;
    }
    Transition transition = cursor.poll();
    if (transition != null) {
      tell(transition);
      return true;
    }
    if (cursor.gone()) {
      fail(
          Status.failure(
              Reason.EXPIRED,
              "too old resource version: "
                  + cursor.revision()
                  + " ("
                  + backend.cache().compacted()
                  + ")"));
    }
    return false;
  }

  /** What a change means under the selector: entering it is ADDED, leaving it DELETED. */
  private void tell(Transition change) {
    boolean before = change.old() != null && selection.matches(change.old());
    switch (change.op()) {
      case CREATE -> {
        if (selection.matches(change.now())) {
          write("ADDED", change.now());
        }
      }
      case UPDATE -> {
        boolean now = selection.matches(change.now());
        if (now) {
          write(before ? "MODIFIED" : "ADDED", change.now());
        } else if (before) {
          write("DELETED", change.leaving());
        }
      }
      case DELETE -> {
        if (before || (change.old() == null && selection.matches(change.now()))) {
          write("DELETED", change.now());
        }
      }
    }
  }

  private void write(String kind, Entry entry) {
    send(
        backend
            .renderer()
            .events()
            .object(kind, as, request.include(), request.type(), entry, first));
    first = false;
    told = Math.max(told, entry.revision());
  }

  private void bookmark(long revision, boolean initialEnd) {
    send(backend.renderer().events().bookmark(as, request.type(), revision, initialEnd));
    told = Math.max(told, revision);
  }

  private void send(Buffer event) {
    if (sink.isFramed() || (together == null && event.length() >= TOGETHER)) {
      sink.write(event);
      return;
    }
    together = together == null ? event : together.appendBuffer(event);
    if (!pumping || together.length() >= TOGETHER) {
      flush();
    }
  }

  private void flush() {
    if (together != null && !ended) {
      Buffer events = together;
      together = null;
      sink.write(events);
    }
  }

  private void bookmarkLater() {
    cancelBookmark =
        request
            .loop()
            .after(
                BOOKMARK_MILLISECONDS,
                () -> {
                  bookmarkIfNews();
                  bookmarkLater();
                });
  }

  private void bookmarkIfNews() {
    boolean through = !initial.hasNext() && !initialEndDue;
    if (!ended && through && !sink.isFull() && cursor.revision() > told) {
      bookmark(cursor.revision(), false);
    }
  }

  private void timeout() {
    if (options.bookmarks()) {
      bookmarkIfNews();
    }
    end();
  }

  private void fail(Status status) {
    if (!ended) {
      flush();
      sink.write(backend.renderer().events().error(as, status));
      end();
    }
  }

  private void end() {
    if (!ended) {
      flush();
      close();
      sink.end();
    }
  }

  private void close() {
    ended = true;
    cancelTimeout.run();
    cancelBookmark.run();
    cancelScheme.run();
    if (cursor != null) {
      cursor.close();
    }
  }
}
