package io.coxswain.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InformerTest {
  private static final Gvr PODS = Gvr.core("pods");
  private static final Informer.Patience QUICK =
      new Informer.Patience(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(60));

  private final FakeApi api = new FakeApi(new ManualTimer());
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private Informer informer;

  @AfterEach
  void close() {
    informer.close();
  }

  private void start() {
    informer = Informer.start(api.client(), PODS, "", ListOptions.ALL, QUICK);
    assertTrue(informer.awaitSync(Duration.ofSeconds(10)));
    informer.onEvent(this::hear);
  }

  private void hear(JsonObject old, JsonObject now) {
    String name = Meta.name(now == null ? old : now);
    heard.add((old == null ? "+" : now == null ? "-" : "~") + name);
  }

  private JsonObject pod(String name) {
    return FakeApi.object("v1", "Pod", "web", name);
  }

  private void awaitHeard(String... events) {
    Await.until("events " + List.of(events) + " but " + heard, () -> heard.equals(List.of(events)));
  }

  @Test
  void listsThenFollowsChangesInOrder() {
    api.put(PODS, pod("a"));
    start();
    api.put(PODS, pod("b"));
    api.put(PODS, Meta.withLabel(pod("a"), "x", "y"));
    api.remove(PODS, "web", "b");
    awaitHeard("+a", "+b", "~a", "-b");
    assertEquals("y", Meta.label(informer.get(ObjectKey.of("web", "a")), "x"));
    assertNull(informer.get(ObjectKey.of("web", "b")));
  }

  @Test
  void listedObjectsSayTheirKind() {
    api.put(PODS, pod("a"));
    start();
    JsonObject a = informer.get(ObjectKey.of("web", "a"));
    assertEquals("Pod", a.string("kind"));
    assertEquals("v1", a.string("apiVersion"));
  }

  @Test
  void aListenerToMetadataIsToldNothingElse() {
    List<JsonObject> seen = new CopyOnWriteArrayList<>();
    informer =
        Informer.startMetadata(
            api.client(),
            PODS,
            new MetadataListener() {
              @Override
              public void listing() {}

              @Override
              public void seen(JsonObject object) {
                seen.add(object);
              }

              @Override
              public void listed() {}

              @Override
              public void gone(JsonObject last) {
                seen.add(last);
              }
            },
            QUICK);
    assertTrue(informer.awaitSync(Duration.ofSeconds(10)));
    JsonObject pod = Meta.withLabel(pod("a"), "x", "y");
    api.put(PODS, pod.with("spec", JsonObject.of("nodeName", "n")));
    api.remove(PODS, "web", "a");
    Await.until("both " + seen, () -> seen.size() == 2);
    for (JsonObject object : seen) {
      assertEquals(Set.of("apiVersion", "kind", "metadata"), object.fields().keySet());
      assertEquals("a", Meta.name(object));
      assertNull(Meta.label(object, "x"));
    }
  }

  @Test
  void aBrokenWatchResumesWithoutListingAgain() {
    start();
    Await.until("watch", () -> api.watches() == 1);
    api.put(PODS, pod("a"));
    awaitHeard("+a");
    api.breakWatches(ApiException.unavailable("gone"));
    api.put(PODS, pod("b"));
    awaitHeard("+a", "+b");
    assertEquals(1, api.calls().stream().filter(c -> !c.contains("watch=true")).count());
  }

  @Test
  void afterExpiryItListsAndTellsTheDifference() {
    api.put(PODS, pod("stays"));
    api.put(PODS, pod("goes"));
    api.put(PODS, pod("changes"));
    start();
    Await.until("watch", () -> api.watches() == 1);
    Await.until("replay", () -> heard.size() == 3);
    heard.clear();
    api.fail(call -> call.path().contains("watch=true"), ApiException.expired("too old"));
    api.breakWatches(null);
    api.remove(PODS, "web", "goes");
    api.put(PODS, Meta.withLabel(pod("changes"), "x", "y"));
    api.put(PODS, pod("comes"));
    Await.until("difference " + heard, () -> heard.size() == 3);
    assertTrue(heard.containsAll(List.of("-goes", "~changes", "+comes")), heard.toString());
  }

  @Test
  void aReplacedObjectIsDeletedAndAdded() {
    api.put(PODS, pod("a"));
    start();
    Await.until("watch", () -> api.watches() == 1 && heard.size() == 1);
    api.fail(call -> call.path().contains("watch=true"), ApiException.expired("too old"));
    api.breakWatches(null);
    api.remove(PODS, "web", "a");
    api.put(PODS, pod("a"));
    Await.until("both " + heard, () -> heard.size() == 3);
    awaitHeard("+a", "-a", "+a");
  }

  @Test
  void aFailingServerIsAskedAgain() {
    api.put(PODS, pod("a"));
    api.fail(call -> true, ApiException.unavailable("starting"));
    api.fail(call -> true, ApiException.internal("starting"));
    start();
    awaitHeard("+a");
  }

  @Test
  void indexesFollowChanges() {
    api.put(PODS, pod("a").withAt(Json.of("n1"), "spec", "nodeName"));
    start();
    informer.addIndex("node", p -> List.of(p.object("spec").string("nodeName", "")));
    assertEquals(1, informer.byIndex("node", "n1").size());
    api.put(PODS, pod("a").withAt(Json.of("n2"), "spec", "nodeName"));
    Await.until("moved", () -> informer.byIndex("node", "n2").size() == 1);
    assertEquals(List.of(), informer.byIndex("node", "n1"));
    assertEquals(1, informer.list("web").size());
    assertEquals(List.of(), informer.list("other"));
  }

  @Test
  void aFailingListenerHarmsNobody() {
    start();
    informer.onEvent(
        (old, now) -> {
          throw new IllegalStateException("on purpose");
        });
    List<String> later = new CopyOnWriteArrayList<>();
    informer.onEvent((old, now) -> later.add(Meta.name(now)));
    api.put(PODS, pod("a"));
    Await.until("later listener", () -> later.equals(List.of("a")));
    awaitHeard("+a");
  }

  @Test
  void manyPagesMakeOneList() {
    for (int i = 0; i < 1203; i++) {
      api.put(PODS, pod("p" + i));
    }
    start();
    assertEquals(1203, informer.size());
  }

  @Test
  void whatItRemembersIsThereAtOnceAndTheFirstListTellsTheDifference() {
    api.put(PODS, pod("changed"));
    api.put(PODS, pod("added"));
    api.fail(call -> true, ApiException.unavailable("away"));
    JsonObject changed = Meta.withLabel(api.get(PODS, "web", "changed"), "old", "yes");
    informer =
        Informer.remembering(
            api.client(),
            PODS,
            List.of(Meta.without(changed, "resourceVersion"), pod("gone")),
            QUICK);
    assertTrue(informer.isKnown());
    assertEquals(2, informer.size());
    assertTrue(informer.awaitSync(Duration.ofSeconds(10)));
    Await.until("the list", () -> informer.get(ObjectKey.of("web", "gone")) == null);
    Await.until("the new one", () -> informer.get(ObjectKey.of("web", "added")) != null);
    assertNull(Meta.label(informer.get(ObjectKey.of("web", "changed")), "old"));
  }

  @Test
  void listenersHearOfWhatIsRememberedBeforeTheServerAnswers() {
    for (int i = 0; i < 1000; i++) {
      api.fail(call -> true, ApiException.unavailable("away"));
    }
    informer = Informer.remembering(api.client(), PODS, List.of(pod("a")), QUICK);
    informer.onEvent(this::hear);
    awaitHeard("+a");
  }
}
