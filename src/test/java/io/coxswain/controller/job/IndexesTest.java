package io.coxswain.controller.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class IndexesTest {
  @Test
  void readsWhatItWrites() {
    assertEquals("0,3-5,7,8", Indexes.parse("0,3-5,7,8", 100).text());
    assertEquals("", Indexes.parse(null, 100).text());
    assertEquals(4, Indexes.parse("1-4", 100).size());
  }

  @Test
  void leavesOutWhatIsOutOfRangeOrBroken() {
    assertEquals("0,1", Indexes.parse("0-7,x", 2).text());
  }

  @Test
  void joinsNeighbours() {
    assertEquals("0-3", Indexes.parse("0,3", 10).with(List.of(1, 2)).text());
  }
}
