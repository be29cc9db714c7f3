package io.coxswain.node.dns;

import io.coxswain.client.Informer;
import io.coxswain.kube.Sleeper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Puts the responder together. */
public final class ClusterDns {
  private static final int PORT = 53;

  private ClusterDns() {}

  /**
   * A server to start.
   *
   * @param zone {@code cluster.local}
   * @param address the cluster DNS address
   * @param resolvConf the node's, for other names
   */
  public static DnsServer create(
      String zone,
      String address,
      Path resolvConf,
      Informer services,
      Informer slices,
      RandomGenerator random,
      LongSupplier nanos,
      Sleeper sleeper) {
    Upstream upstream = new Upstream(resolvConf, List.of(address), PORT, random, nanos);
    Responder responder =
        new Responder(new ClusterZone(zone, Names.of(services, slices)), upstream, random);
    return new DnsServer(
        new InetSocketAddress(InetAddress.ofLiteral(address), PORT), responder, sleeper);
  }
}
