package io.coxswain.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MergePatchTest {

  /** The examples of RFC 7386, appendix A. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'a':'b'} | {'a':'c'} | {'a':'c'}
          {'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}
          {'a':'b'} | {'a':null} | {}
          {'a':'b','b':'c'} | {'a':null} | {'b':'c'}
          {'a':['b']} | {'a':'c'} | {'a':'c'}
          {'a':'c'} | {'a':['b']} | {'a':['b']}
          {'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}
          {'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}
          ['a','b'] | ['c','d'] | ['c','d']
          {'a':'b'} | ['c'] | ['c']
          {'e':null} | {'a':1} | {'e':null,'a':1}
          [1,2] | {'a':'b','c':null} | {'a':'b'}
          {} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}
          """)
  void mergesAsTheRfcSays(String target, String patch, String result) {
    assertEquals(Text.json(result), MergePatch.apply(Text.json(patch), Text.json(target)));
  }

  @Test
  void theDifferenceOfTwoObjectsLeadsFromOneToTheOther() {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      JsonObject before = some(random, 3);
      JsonObject after = some(random, 3);
      assertEquals(after, MergePatch.apply(MergePatch.diff(before, after), before));
    }
  }

  private static JsonObject some(Random random, int depth) {
    JsonObject.Builder out = JsonObject.builder();
    for (String name : new String[] {"a", "b", "c"}) {
      switch (random.nextInt(4)) {
        case 0 -> out.put(name, Json.of(random.nextInt(3)));
        case 1 -> out.put(name, depth == 0 ? Json.of("leaf") : some(random, depth - 1));
        case 2 -> out.put(name, Text.json("[1,{'x':" + random.nextInt(3) + "}]"));
        default -> {}
      }
    }
    return out.build();
  }
}
