package io.coxswain.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldsTest {
  /** A LinkedHashMap is the oracle: whatever is done to both, they stay alike. */
  @Test
  void anObjectBehavesAsALinkedHashMap() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      Map<String, Json> expected = new LinkedHashMap<>();
      JsonObject.Builder builder = JsonObject.builder();
      int names = 1 + random.nextInt(40);
      for (int step = 0; step < 60; step++) {
        String name = "n" + random.nextInt(names);
        if (random.nextInt(4) == 0) {
          expected.remove(name);
          builder.remove(name);
        } else {
          Json value = Json.of(step);
          expected.put(name, value);
          builder.put(name, value);
        }
      }
      JsonObject object = builder.build();
      assertEquals(expected, object.fields());
      assertEquals(object.fields(), expected);
      assertEquals(expected.hashCode(), object.fields().hashCode());
      assertEquals(new ArrayList<>(expected.keySet()), new ArrayList<>(object.names()));
      for (int i = 0; i < names; i++) {
        assertEquals(expected.get("n" + i), object.get("n" + i));
        assertEquals(expected.containsKey("n" + i), object.has("n" + i));
      }
    }
  }

  @Test
  void aChangedObjectLeavesTheOldOneAsItWas() {
    JsonObject ten = JsonObject.EMPTY;
    for (int i = 0; i < 10; i++) {
      JsonObject before = ten;
      ten = ten.with("f" + i, i);
      assertEquals(i, before.size());
      assertNull(before.get("f" + i));
    }

    JsonObject changed = ten.with("f3", "x").without("f0", "f9");

    assertEquals(
        List.of("f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8"), List.copyOf(changed.names()));
    assertEquals("x", changed.string("f3"));
    assertEquals(3, ten.integer("f3", -1));
  }

  @Test
  void aBuilderThatGoesOnDoesNotChangeWhatItBuilt() {
    JsonObject.Builder builder = JsonObject.builder().put("a", 1);
    JsonObject first = builder.build();

    builder.put("a", 2).put("b", 3);

    assertEquals("{\"a\":1}", first.text());
    assertEquals("{\"a\":2,\"b\":3}", builder.build().text());
  }

  @Test
  void orderDoesNotMatterForEquality() {
    assertEquals(JsonParser.parse("{\"a\":1,\"b\":2}"), JsonParser.parse("{\"b\":2,\"a\":1}"));
    assertNotEquals(JsonParser.parse("{\"a\":1}"), JsonParser.parse("{\"b\":1}"));
    assertFalse(JsonParser.parse("{\"a\":1}").equals(JsonParser.parse("{\"a\":1,\"b\":1}")));
  }

  @Test
  void fieldsCannotBeChangedThroughTheirView() {
    JsonObject object = JsonObject.of("a", "b");

    assertThrows(UnsupportedOperationException.class, () -> object.fields().put("c", Json.of(1)));
    assertThrows(UnsupportedOperationException.class, () -> object.names().remove("a"));
    assertTrue(object.has("a"));
  }
}
