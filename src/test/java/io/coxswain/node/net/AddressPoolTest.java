package io.coxswain.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.kube.ApiException;
import io.coxswain.node.runtime.HostPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressPoolTest {
  private static final Cidr CIDR = Cidr.parse("10.244.1.0/29");

  @TempDir Path directory;

  @Test
  void givesAddressesInTurnAndKeepsThem() {
    AddressPool pool = new AddressPool(directory);
    assertEquals("10.244.1.2", pool.acquire("a", CIDR, List.of()).address());
    assertEquals("10.244.1.3", pool.acquire("b", CIDR, List.of()).address());
    pool.release("a");
    assertEquals("10.244.1.4", pool.acquire("c", CIDR, List.of()).address());
    assertEquals("10.244.1.3", pool.acquire("b", CIDR, List.of()).address());
  }

  @Test
  void aFullNetworkSaysSoAndReleasedAddressesComeBack() {
    AddressPool pool = new AddressPool(directory);
    for (int i = 0; i < 5; i++) {
      pool.acquire("pod-" + i, CIDR, List.of());
    }
    assertThrows(ApiException.class, () -> pool.acquire("more", CIDR, List.of()));
    pool.release("pod-3");
    assertEquals("10.244.1.5", pool.acquire("more", CIDR, List.of()).address());
  }

  @Test
  void leasesSurviveARestartAndTornFilesDoNot() throws Exception {
    HostPort port = new HostPort("", 80, 8080, "TCP");
    AddressPool.Lease lease = new AddressPool(directory).acquire("a", CIDR, List.of(port));
    Files.writeString(directory.resolve("b.json"), "{\"uid\":");
    assertEquals(List.of(lease), new AddressPool(directory).leases());
  }

  @Test
  void anotherPodCidrGivesAnotherAddress() {
    AddressPool pool = new AddressPool(directory);
    pool.acquire("a", CIDR, List.of());
    assertEquals("10.244.2.3", pool.acquire("a", Cidr.parse("10.244.2.0/24"), List.of()).address());
  }
}
