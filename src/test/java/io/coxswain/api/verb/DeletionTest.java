package io.coxswain.api.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.coxswain.api.resource.Strategy;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Meta;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeletionTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Strategy AT_ONCE = new Strategy() {};
  private static final Strategy GRACEFUL =
      new Strategy() {
        @Override
        public long deletionGracePeriod(JsonObject object, Long requested) {
          return requested == null ? 30 : requested;
        }
      };

  private static JsonObject object(String metadata) {
    return JsonParser.parseObject(
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"" + metadata + "}}");
  }

  private static DeleteOptions options(Long seconds, String propagation) {
    return new DeleteOptions(seconds, null, propagation, "", "", false);
  }

  private static JsonObject marked(Deletion deletion) {
    return assertInstanceOf(Deletion.Mark.class, deletion).object();
  }

  @Test
  void withoutGraceAndFinalizersItEndsNow() {
    assertInstanceOf(Deletion.Now.class, Deletion.of(object(""), options(null, ""), AT_ONCE, NOW));
  }

  @Test
  void graceMarksWithTheTimeOfItsEnd() {
    JsonObject marked =
        marked(Deletion.of(object(",\"generation\":2"), options(null, ""), GRACEFUL, NOW));
    assertEquals("2026-11-22T12:00:30Z", Meta.deletionTimestamp(marked));
    assertEquals(30, Meta.of(marked).integer("deletionGracePeriodSeconds", -1));
    assertEquals(3, Meta.generation(marked));
  }

  @Test
  void aSecondDeleteOnlyShortens() {
    JsonObject deleting =
        object(",\"deletionTimestamp\":\"2026-11-22T12:00:30Z\",\"deletionGracePeriodSeconds\":30");
    assertInstanceOf(
        Deletion.Pending.class, Deletion.of(deleting, options(60L, ""), GRACEFUL, NOW));
    assertInstanceOf(
        Deletion.Pending.class, Deletion.of(deleting, options(null, ""), GRACEFUL, NOW));
    JsonObject shorter = marked(Deletion.of(deleting, options(5L, ""), GRACEFUL, NOW));
    assertEquals("2026-11-22T12:00:05Z", Meta.deletionTimestamp(shorter));
    assertInstanceOf(Deletion.Now.class, Deletion.of(deleting, options(0L, ""), GRACEFUL, NOW));
  }

  @Test
  void finalizersHoldTheObject() {
    JsonObject held = object(",\"finalizers\":[\"example.com/a\"]");
    JsonObject marked = marked(Deletion.of(held, options(null, ""), AT_ONCE, NOW));
    assertEquals("2026-11-22T12:00:00Z", Meta.deletionTimestamp(marked));
    assertInstanceOf(Deletion.Pending.class, Deletion.of(marked, options(null, ""), AT_ONCE, NOW));
  }

  @Test
  void propagationBecomesAFinalizer() {
    assertEquals(
        List.of("foregroundDeletion"),
        Meta.finalizers(
            marked(Deletion.of(object(""), options(null, "Foreground"), AT_ONCE, NOW))));
    assertEquals(
        List.of("orphan"),
        Meta.finalizers(marked(Deletion.of(object(""), options(null, "Orphan"), AT_ONCE, NOW))));
    JsonObject waiting =
        object(
            ",\"finalizers\":[\"foregroundDeletion\"],"
                + "\"deletionTimestamp\":\"2026-11-22T11:00:00Z\",\"deletionGracePeriodSeconds\":0");
    assertInstanceOf(Deletion.Pending.class, Deletion.of(waiting, options(null, ""), AT_ONCE, NOW));
  }

  @Test
  void aNamespaceTerminatesUntilItsFinalizersAreGone() {
    JsonObject namespace =
        JsonParser.parseObject(
            "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"},"
                + "\"spec\":{\"finalizers\":[\"kubernetes\"]}}");
    JsonObject marked = marked(Deletion.of(namespace, options(null, ""), AT_ONCE, NOW));
    assertEquals("Terminating", marked.object("status").string("phase"));
    assertInstanceOf(Deletion.Pending.class, Deletion.of(marked, options(null, ""), AT_ONCE, NOW));
    assertInstanceOf(
        Deletion.Now.class, Deletion.of(marked.without("spec"), options(null, ""), AT_ONCE, NOW));
  }
}
