package io.coxswain.api.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AllocationBandTest {

  @Test
  void theLowerPartIsLeftToPeople() {
    assertEquals(86, AllocationBand.ofPorts(2768).fixed());
    assertEquals(256, AllocationBand.ofAddresses(1 << 20).fixed());
    assertEquals(16, AllocationBand.ofAddresses(254).fixed());
    assertEquals(0, AllocationBand.ofAddresses(14).fixed());
  }

  @Test
  void everyNumberComesOnceAndTheLowerOnesLast() {
    AllocationBand band = AllocationBand.ofPorts(100);
    Iterator<Long> candidates = band.candidates(new Random(3));
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      long next = candidates.next();
      assertTrue(seen.add(next));
      assertEquals(i >= 84, next < 16);
    }
    assertFalse(candidates.hasNext());
  }

  @Test
  void addressesAreThoseOfTheNetwork() {
    ServiceNetwork network = ServiceNetwork.DEFAULT;
    assertEquals("10.96.0.1", network.address(0));
    assertEquals("10.96.0.10", network.address(9));
    assertEquals("10.111.255.254", network.address(network.addresses() - 1));
    assertTrue(network.contains("10.111.255.254"));
    assertFalse(network.contains("10.111.255.255"));
    assertFalse(network.contains("10.96.0.0"));
    assertFalse(network.contains("10.95.0.1"));
    ServiceNetwork six = new ServiceNetwork("fd00::/108", 1, 2);
    assertEquals("fd00:0:0:0:0:0:0:1", six.address(0));
    assertTrue(six.contains("fd00::5"));
  }
}
