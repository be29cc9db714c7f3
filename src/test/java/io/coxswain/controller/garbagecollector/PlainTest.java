package io.coxswain.controller.garbagecollector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.controller.garbagecollector.Plain.Place;
import io.coxswain.kube.Gvk;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlainTest {
  private static final List<Gvk> KINDS =
      List.of(new Gvk("", "v1", "ConfigMap"), new Gvk("apps", "v1", "Deployment"));
  private final Plain plain = new Plain();

  @Test
  void behavesAsAMapUnderRandomChanges() {
    Random random = new Random(5);
    Map<String, Place> model = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      String uid = new UUID(random.nextInt(10), random.nextInt(300)).toString();
      switch (random.nextInt(3)) {
        case 0 -> assertEquals(model.remove(uid), plain.remove(uid));
        case 1 -> assertEquals(model.get(uid), plain.get(uid));
        default -> {
          String name = "n".repeat(random.nextInt(40)) + (i % 7 == 0 ? "é" : "");
          Place place = new Place(KINDS.get(random.nextInt(2)), i % 5 == 0 ? "" : "ns", name);
          assertTrue(plain.put(uid, place));
          model.put(uid, place);
        }
      }
      assertEquals(model.size(), plain.size());
    }
    for (Gvk kind : KINDS) {
      Set<String> expected = new HashSet<>();
      model.forEach(
          (uid, place) -> {
            if (place.kind().equals(kind)) {
              expected.add(uid);
            }
          });
      assertEquals(expected, Set.copyOf(plain.select(kind, (high, low) -> true)));
    }
  }

  @Test
  void otherUidsAreNotTaken() {
    assertFalse(plain.put("uid-1", new Place(KINDS.getFirst(), "", "a")));
    assertNull(plain.get("uid-1"));
    assertNull(plain.remove("ABCDEF00-0000-0000-0000-000000000001"));
    assertEquals(0, plain.size());
  }
}
