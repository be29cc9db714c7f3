package io.coxswain.node.net;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ObjectKey;
import io.coxswain.node.runtime.HostPort;
import java.util.Collection;
import java.util.List;

/**
 * Sends traffic for Services and host ports to pods. Methods return at once but where they say
 * otherwise.
 */
public interface ServiceRouter extends AutoCloseable {

  /** By nftables, or where there is no nft by iptables. */
  static ServiceRouter choose(RoutingFacts facts, Commands commands) {
    Commands.Output nft = commands.attempt("", "nft", "list", "tables");
    if (!nft.good() && IptablesServiceRouter.isAvailable(commands)) {
      System.getLogger(ServiceRouter.class.getName())
          .log(
              System.Logger.Level.INFO,
              "nft does not work here ("
                  + nft.error().strip()
                  + "): Services are routed by iptables");
      return new IptablesServiceRouter(facts, commands);
    }
    return new NftServiceRouter(facts, commands);
  }

  /** Whether the rules of an earlier life are in the kernel. This one blocks. */
  boolean stands();

  /**
   * Writes what is known so far and follows from now on. To be called when the Services of the
   * cluster are known, so that the rules of the agent's last life serve until then.
   */
  void start();

  /**
   * Routes a Service as it is now.
   *
   * @param service {@code null} where it is gone
   * @param slices its EndpointSlices
   */
  void service(ObjectKey key, JsonObject service, Collection<JsonObject> slices);

  /** Opens a pod's host ports, and only these; none closes them. */
  void hostPorts(String podUid, String address, List<HostPort> ports);

  /** Waits until everything handed over so far was tried. */
  void flush();

  /** Takes everything of ours out of the kernel. This one blocks. */
  void uninstall();

  /** Stops following changes; what is routed stays routed. */
  @Override
  void close();
}
