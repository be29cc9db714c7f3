package io.coxswain.node.net;

import io.coxswain.node.runtime.HostPort;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** From a pod's host ports to rules: a pure function. Clients keep their address. */
final class HostPortCompiler {
  private HostPortCompiler() {}

  static Rules compile(String address, List<HostPort> ports) {
    TreeMap<Element, String> elements = new TreeMap<>();
    for (HostPort port : ports) {
      String key = port.protocol().toLowerCase(Locale.ROOT) + " . " + port.hostPort();
      String target = address + " . " + port.containerPort();
      if (Cidr.isAddress(port.hostIp()) && !port.hostIp().equals("0.0.0.0")) {
        elements.put(
            new Element(BaseTable.HOST_ADDRESS_PORTS, port.hostIp() + " . " + key), target);
      } else {
        elements.put(new Element(BaseTable.HOST_PORTS, key), target);
      }
      elements.put(new Element(BaseTable.HAIRPINS, address + " . " + address), "");
    }
    return new Rules(elements, new TreeMap<>(), new TreeMap<>());
  }
}
