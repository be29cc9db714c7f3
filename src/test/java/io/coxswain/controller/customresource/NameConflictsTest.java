package io.coxswain.controller.customresource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Conditions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameConflictsTest {
  private static JsonObject definition(String plural, String kind, String shortName) {
    String names =
        "{\"plural\":\"%s\",\"singular\":\"%s\",\"kind\":\"%s\",\"listKind\":\"%sList\",\"shortNames\":[\"%s\"]}"
            .formatted(plural, kind.toLowerCase(java.util.Locale.ROOT), kind, kind, shortName);
    return JsonParser.parseObject(
        "{\"metadata\":{\"name\":\"%s.a.b\"},\"spec\":{\"group\":\"a.b\",\"names\":%s},\"status\":{\"acceptedNames\":%s}}"
            .formatted(plural, names, names));
  }

  @Test
  void aShortNameIsTakenOnce() {
    JsonObject boats = definition("boats", "Boat", "b");
    JsonObject bikes = definition("bikes", "Bike", "b");

    NameConflicts.Answer answer = NameConflicts.of(bikes, List.of(boats, bikes));

    assertEquals("ShortNamesConflict", answer.reason());
    assertEquals("\"b\" is already in use", answer.message());
    JsonObject decided = CustomResourceController.decided(bikes, answer, Instant.EPOCH);
    assertEquals(false, Conditions.isTrue(JsonObject.of("status", decided), "Established"));
  }

  @Test
  void freeNamesAreAcceptedAndEstablished() {
    JsonObject boats = definition("boats", "Boat", "b");

    NameConflicts.Answer answer = NameConflicts.of(boats, List.of(boats));

    JsonObject status = CustomResourceController.decided(boats, answer, Instant.EPOCH);
    assertTrue(Conditions.isTrue(JsonObject.of("status", status), "Established"));
    assertTrue(Conditions.isTrue(JsonObject.of("status", status), "NamesAccepted"));
  }
}
