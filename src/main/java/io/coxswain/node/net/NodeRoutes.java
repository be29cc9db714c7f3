package io.coxswain.node.net;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Routes to the other nodes' pods: the pod CIDR of each by its InternalIP, for nodes on one
 * segment. Only routes of our protocol number are read and changed.
 */
final class NodeRoutes {
  private final String self;
  private final Commands commands;

  private Map<String, String> applied; // so that heartbeats of nodes cost no process

  NodeRoutes(String self, Commands commands) {
    this.self = self;
    this.commands = commands;
  }

  /** The next hop by pod CIDR. */
  static Map<String, String> desired(Collection<JsonObject> nodes, String self) {
    Map<String, String> out = new TreeMap<>();
    for (JsonObject node : nodes) {
      Cidr cidr = Cidr.parse(node.object("spec").string("podCIDR", ""));
      if (cidr == null || Meta.name(node).equals(self)) {
        continue;
      }
      for (JsonObject address : node.object("status").objects("addresses")) {
        String ip = address.string("address", "");
        if ("InternalIP".equals(address.string("type")) && Cidr.isAddress(ip)) {
          out.putIfAbsent(cidr.toString(), ip);
        }
      }
    }
    return out;
  }

  /** Makes the routes what they should be. A node that cannot be reached directly gets none. */
  void apply(Collection<JsonObject> nodes) {
    Map<String, String> desired = desired(nodes, self);
    if (desired.equals(applied)) {
      return;
    }
    Map<String, String> present = present();
    StringBuilder script = new StringBuilder();
    present.forEach(
        (cidr, hop) -> {
          if (!desired.containsKey(cidr)) {
            script.append("route del ").append(cidr).append(" via ").append(hop);
            script.append(" proto ").append(Links.PROTOCOL).append('\n');
          }
        });
    desired.forEach(
        (cidr, hop) -> {
          if (!hop.equals(present.get(cidr))) {
            script.append("route replace ").append(cidr).append(" via ").append(hop);
            script.append(" proto ").append(Links.PROTOCOL).append('\n');
          }
        });
    boolean good =
        script.isEmpty()
            || commands.attempt(script.toString(), "ip", "-force", "-batch", "-").good();
    applied = good ? desired : null; // what failed is tried again at the next heartbeat
  }

  private Map<String, String> present() {
    Map<String, String> out = new TreeMap<>();
    for (JsonObject route :
        commands.objects("ip", "-j", "-4", "route", "show", "proto", Links.PROTOCOL)) {
      if (route.has("gateway")) {
        String destination = route.string("dst", "");
        out.put(
            destination.contains("/") ? destination : destination + "/32",
            route.string("gateway", ""));
      }
    }
    return out;
  }

  void uninstall() {
    apply(List.of());
  }
}
