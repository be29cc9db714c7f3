package io.coxswain.node.net;

import static io.coxswain.node.net.Samples.FACTS;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Everything that nftables does, by iptables. */
@EnabledIf("isAvailable")
class IptablesIntegrationTest extends NodeNetworkIntegrationTest {
  static boolean isAvailable() {
    return NamespaceLab.isAvailable()
        && Files.exists(Path.of("/usr/sbin/iptables-restore"))
        && Files.exists(Path.of("/usr/sbin/iptables-save"));
  }

  @Override
  ServiceRouter router(Commands node) {
    return new IptablesServiceRouter(FACTS, node);
  }

  @Test
  void itIsChosenWhereThereIsNoNft() throws Exception {
    Path programs = Files.createDirectory(directory.resolve("programs"));
    for (String name : List.of("iptables", "iptables-save", "iptables-restore")) {
      Path there = Path.of("/usr/sbin", name);
      Files.writeString(programs.resolve(name), "#!/bin/sh\nexec " + there + " \"$@\"\n");
      programs.resolve(name).toFile().setExecutable(true);
    }
    Commands bare =
        new Commands(List.of("/usr/bin/env", "PATH=" + programs), Duration.ofSeconds(20));
    try (ServiceRouter chosen = ServiceRouter.choose(FACTS, bare)) {
      assertInstanceOf(IptablesServiceRouter.class, chosen);
    }
    try (ServiceRouter chosen = ServiceRouter.choose(FACTS, Commands.here())) {
      assertInstanceOf(NftServiceRouter.class, chosen);
    }
  }
}
