package io.coxswain.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.Call;
import io.coxswain.client.PatchType;
import io.coxswain.client.Transport.StreamListener;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final Gvr CONFIG_MAPS = Gvr.core("configmaps");
  private static final JsonObject END = JsonObject.of("type", "END");
  private final ApiFixture api = new ApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private JsonObject create(String name, String label) {
    return api.client.create(
        CONFIG_MAPS,
        "default",
        JsonParser.parseObject(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\",\"labels\":{\"l\":\"%s\"}}}"
                .formatted(name, label)));
  }

  private void label(String name, String label) {
    api.client.patch(
        CONFIG_MAPS,
        "default",
        name,
        null,
        PatchType.MERGE,
        JsonParser.parse("{\"metadata\":{\"labels\":{\"l\":\"%s\"}}}".formatted(label)));
  }

  /** The events of one watch. */
  private final class Watching implements StreamListener {
    final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    int code;

    Watching(String query) throws Exception {
      Call call = new Call("GET", "/api/v1/configmaps?watch=1&" + query, Map.of(), new byte[0]);
      api.transport.stream(call, this).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Override
    public void head(int code, String contentType) {
      this.code = code;
    }

    @Override
    public void chunk(byte[] bytes) {
      // Events that follow on each other come in one chunk.
      new String(bytes, UTF_8).lines().forEach(line -> events.add(JsonParser.parseObject(line)));
    }

    @Override
    public void end(Throwable error) {
      events.add(END);
    }

    JsonObject next() throws InterruptedException {
      JsonObject event = events.poll(5, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event came");
      }
      return event;
    }

    void expect(String type, String name) throws InterruptedException {
      JsonObject event = next();
      assertEquals(type, event.string("type"), event::text);
      assertEquals(name, Meta.name(event.object("object")));
    }
  }

  @Test
  void aWatchFromAVersionTellsWhatCameAfter() throws Exception {
    JsonObject first = create("one", "a");
    create("two", "a");
    label("one", "b");
    api.client.delete(CONFIG_MAPS, "default", "two");
    Watching watch = new Watching("resourceVersion=" + Meta.resourceVersion(first));
    watch.expect("ADDED", "two");
    watch.expect("MODIFIED", "one");
    watch.expect("DELETED", "two");
    create("three", "a");
    watch.expect("ADDED", "three");
  }

  @Test
  void aWatchWithoutAVersionBeginsWithWhatIsThere() throws Exception {
    create("one", "a");
    Watching watch = new Watching("");
    watch.expect("ADDED", "one");
    create("two", "a");
    watch.expect("ADDED", "two");
  }

  @Test
  void enteringAndLeavingASelectorAreAddedAndDeleted() throws Exception {
    create("one", "a");
    Watching watch = new Watching("labelSelector=l%3Db");
    label("one", "b");
    watch.expect("ADDED", "one");
    label("one", "c");
    JsonObject left = watch.next();
    assertEquals("DELETED", left.string("type"));
    assertEquals("b", Meta.label(left.object("object"), "l"));
    JsonObject now = api.client.get(CONFIG_MAPS, "default", "one");
    assertEquals(Meta.resourceVersion(now), Meta.resourceVersion(left.object("object")));
  }

  @Test
  void aDeleteCarriesTheLastBodyUnderItsOwnVersion() throws Exception {
    JsonObject made = create("one", "a");
    Watching watch = new Watching("resourceVersion=" + Meta.resourceVersion(made));
    api.client.delete(CONFIG_MAPS, "default", "one");
    JsonObject event = watch.next();
    assertEquals("DELETED", event.string("type"));
    assertEquals("a", Meta.label(event.object("object"), "l"));
    assertTrue(
        Long.parseLong(Meta.resourceVersion(event.object("object")))
            > Long.parseLong(Meta.resourceVersion(made)));
  }

  @Test
  void aStreamingListEndsWithABookmark() throws Exception {
    create("one", "a");
    Watching watch =
        new Watching(
            "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
    watch.expect("ADDED", "one");
    JsonObject bookmark = watch.next();
    assertEquals("BOOKMARK", bookmark.string("type"));
    assertEquals("true", Meta.annotation(bookmark.object("object"), "k8s.io/initial-events-end"));
    create("two", "a");
    watch.expect("ADDED", "two");
  }

  @Test
  void aVersionThatIsTooOldIsAnErrorInTheStream() throws Exception {
    JsonObject made = create("one", "a");
    create("two", "a");
    create("three", "a");
    api.ledger.compactTo(api.cache.revision());
    Watching watch = new Watching("resourceVersion=" + Meta.resourceVersion(made));
    JsonObject event = watch.next();
    assertEquals(200, watch.code);
    assertEquals("ERROR", event.string("type"));
    assertEquals(410, event.object("object").integer("code", 0));
    assertEquals("Expired", event.object("object").string("reason"));
    assertEquals(END, watch.next());
  }

  @Test
  void oneObjectIsWatchedByItsName() throws Exception {
    Watching watch = new Watching("fieldSelector=metadata.name%3Dtwo");
    create("one", "a");
    create("two", "a");
    watch.expect("ADDED", "two");
    assertNull(watch.events.poll());
  }

  @Test
  void aWatchEndsInItsTime() throws Exception {
    Watching watch = new Watching("timeoutSeconds=1");
    assertEquals(END, watch.next());
  }
}
