package io.coxswain.api.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.cache.Entry;
import io.coxswain.kube.ObjectKey;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListStreamTest {
  private static final int ITEM = 10_000;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();

  @AfterEach
  void close() {
    vertx.close();
  }

  private static Selected items(int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(new Entry(ObjectKey.of("", "n" + i), "", i + 1, "v1", new byte[0]));
    }
    return Selected.of(entries);
  }

  private static ListStream stream(int count, boolean costly) {
    return new ListStream(
        items(count),
        new ListStream.Text(
            Buffer.buffer("["),
            (entry, out) -> out.appendString("x".repeat(ITEM)),
            ",",
            Buffer.buffer("]"),
            costly));
  }

  /** A client; it takes everything at once unless it has a limit. */
  private final class Client implements StreamSink {
    final CompletableFuture<Integer> ended = new CompletableFuture<>();
    int limit = Integer.MAX_VALUE;
    int waiting;
    int bytes;
    int most;
    Runnable drained = () -> {};
    Runnable closed = () -> {};

    @Override
    public void write(Buffer chunk) {
      bytes += chunk.length();
      waiting += chunk.length();
      most = Math.max(most, waiting);
      if (limit == Integer.MAX_VALUE) {
        // As a connection does that finds room while it writes.
        waiting = 0;
        drained.run();
      }
    }

    void read() {
      waiting = 0;
      drained.run();
    }

    @Override
    public boolean isFramed() {
      return false;
    }

    @Override
    public boolean isFull() {
      return waiting >= limit;
    }

    @Override
    public void onDrain(Runnable action) {
      drained = action;
    }

    @Override
    public void onClose(Runnable action) {
      closed = action;
    }

    @Override
    public void end() {
      ended.complete(bytes);
    }
  }

  @Test
  void othersOnTheLoopHaveTheirTurnWhileAFastClientReads() throws Exception {
    Client client = new Client();
    AtomicInteger turns = new AtomicInteger();
    CompletableFuture<Integer> meanwhile = new CompletableFuture<>();
    loop.runOnContext(
        ignored -> {
          count(client, turns, meanwhile);
          stream(1_000, false).start(client);
        });
    assertEquals(1_000 * (ITEM + 1) + 1, client.ended.get(10, TimeUnit.SECONDS));
    int bytesOfATurn = 5 * 64 * 1024;
    assertTrue(meanwhile.get(10, TimeUnit.SECONDS) >= client.bytes / bytesOfATurn, turns::toString);
  }

  /** Counts the turns others get until the client has everything. */
  private void count(Client client, AtomicInteger turns, CompletableFuture<Integer> told) {
    if (client.ended.isDone()) {
      told.complete(turns.get());
    } else {
      turns.incrementAndGet();
      Turns.next(() -> count(client, turns, told));
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsTheStreamBack() throws Exception {
    Client client = new Client();
    client.limit = 100_000;
    loop.runOnContext(ignored -> stream(500, true).start(client));
    while (!client.ended.isDone()) {
      CompletableFuture<Void> read = new CompletableFuture<>();
      loop.runOnContext(
          ignored -> {
            client.read();
            read.complete(null);
          });
      read.get(10, TimeUnit.SECONDS);
    }
    assertEquals(500 * (ITEM + 1) + 1, client.ended.join());
    assertTrue(client.most < 300_000, () -> client.most + " bytes at once");
  }

  @Test
  void aClientThatWentAwayEndsIt() throws Exception {
    Client client = new Client();
    client.limit = 100_000;
    CompletableFuture<Integer> after = new CompletableFuture<>();
    loop.runOnContext(
        ignored -> {
          stream(500, false).start(client);
          int before = client.bytes;
          client.closed.run();
          client.read();
          after.complete(client.bytes - before);
        });
    assertEquals(0, after.get(10, TimeUnit.SECONDS));
  }
}
