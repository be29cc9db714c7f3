package io.coxswain.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConditionsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.999Z");

  private static JsonObject condition(String type, String status, String reason) {
    return JsonParser.parseObject(
        "{\"type\":\"%s\",\"status\":\"%s\",\"reason\":\"%s\"}".formatted(type, status, reason));
  }

  @Test
  void theTimeOfTransitionIsThatOfTheStatusNotOfTheReason() {
    JsonArray first = Conditions.set(JsonArray.EMPTY, condition("Ready", "True", "a"), NOW);
    JsonArray again = Conditions.set(first, condition("Ready", "True", "b"), NOW.plusSeconds(60));
    assertEquals("b", again.objects().getFirst().string("reason"));
    assertEquals("2026-01-01T00:00:00Z", again.objects().getFirst().string("lastTransitionTime"));
    JsonArray changed =
        Conditions.set(again, condition("Ready", "False", "c"), NOW.plusSeconds(60));
    assertEquals(1, changed.size());
    assertEquals("2026-01-01T00:01:00Z", changed.objects().getFirst().string("lastTransitionTime"));
  }

  @Test
  void othersKeepTheirPlaces() {
    JsonArray both = JsonArray.of(condition("A", "True", ""), condition("B", "True", ""));
    JsonArray changed = Conditions.set(both, condition("A", "False", ""), NOW);
    assertEquals("A", changed.objects().get(0).string("type"));
    assertEquals("B", changed.objects().get(1).string("type"));
    assertEquals(
        "C",
        Conditions.set(changed, condition("C", "True", ""), NOW).objects().get(2).string("type"));
  }

  @Test
  void timesAreReadInEveryZoneAndWrittenInUtc() {
    assertEquals(Instant.parse("2026-01-01T00:00:00Z"), Time.parse("2026-01-01T02:00:00+02:00"));
    assertEquals("2026-01-01T00:00:00Z", Time.seconds(NOW));
    assertEquals("2026-01-01T00:00:00.999000Z", Time.micros(NOW));
    assertNull(Time.parse("yesterday"));
    assertNull(Time.parse(null));
  }
}
