package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules of Endpoints and EndpointSlices. */
final class EndpointRules {
  private static final int MAX_ENDPOINTS = 1000;
  private static final int MAX_ADDRESSES = 100;
  private static final int MAX_PORTS = 20_000;
  private static final int MAX_TOPOLOGY = 16;
  private static final int MAX_ZONES = 8;
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> TYPES = List.of("FQDN", "IPv4", "IPv6");

  private EndpointRules() {}

  static void endpoints(JsonObject object, List<FieldError> errors) {
    int i = 0;
    for (JsonObject subset : object.objects("subsets")) {
      String at = "subsets[" + i++ + "]";
      List<JsonObject> ready = subset.objects("addresses");
      List<JsonObject> notReady = subset.objects("notReadyAddresses");
      if (ready.isEmpty() && notReady.isEmpty()) {
        errors.add(FieldError.required(at, "must specify `addresses` or `notReadyAddresses`"));
      }
      addresses(at + ".addresses", ready, errors);
      addresses(at + ".notReadyAddresses", notReady, errors);
      int j = 0;
      int ports = subset.array("ports").size();
      for (JsonObject port : subset.objects("ports")) {
        port(at + ".ports[" + j++ + "]", port, ports > 1, errors);
      }
    }
  }

  private static void addresses(String path, List<JsonObject> addresses, List<FieldError> errors) {
    int i = 0;
    for (JsonObject address : addresses) {
      String at = path + "[" + i++ + "]";
      String ip = address.string("ip", "");
      Check.invalid(at + ".ip", ip, Addresses.ip(ip), errors);
      String host = address.string("hostname", "");
      if (!host.isEmpty()) {
        Check.invalid(at + ".hostname", host, Names.dnsLabel(host), errors);
      }
      String node = address.string("nodeName");
      if (node != null) {
        Check.invalid(at + ".nodeName", node, Names.dnsSubdomain(node), errors);
      }
      special(at + ".ip", ip, errors);
    }
  }

  /** Endpoints must not lead to the node itself or nowhere. */
  private static void special(String path, String ip, List<FieldError> errors) {
    InetAddress address = Addresses.parse(ip);
    if (address == null) {
      return;
    }
    if (address.isAnyLocalAddress()) {
      errors.add(FieldError.invalid(path, ip, "may not be unspecified (" + ip + ")"));
    }
    if (address.isLoopbackAddress()) {
      errors.add(
          FieldError.invalid(path, ip, "may not be in the loopback range (127.0.0.0/8, ::1/128)"));
    }
    if (address.isLinkLocalAddress()) {
      errors.add(
          FieldError.invalid(
              path, ip, "may not be in the link-local range (169.254.0.0/16, fe80::/10)"));
    }
    if (isLinkLocalMulticast(address.getAddress())) {
      errors.add(
          FieldError.invalid(
              path, ip, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"));
    }
  }

  /** 224.0.0.0/24 and ff02::/16. */
  private static boolean isLinkLocalMulticast(byte[] address) {
    return address.length == 4
        ? address[0] == (byte) 224 && address[1] == 0 && address[2] == 0
        : address[0] == (byte) 0xff && (address[1] & 0x0f) == 2;
  }

  private static void appProtocol(String path, JsonObject port, List<FieldError> errors) {
    String name = port.string("appProtocol");
    if (name != null) {
      Check.invalid(path + ".appProtocol", name, Names.qualifiedName(name), errors);
    }
  }

  private static void port(String path, JsonObject port, boolean named, List<FieldError> errors) {
    String name = port.string("name", "");
    if (named && name.isEmpty()) {
      errors.add(FieldError.required(path + ".name", ""));
    } else if (!name.isEmpty()) {
      Check.invalid(path + ".name", name, Names.dnsLabel(name), errors);
    }
    Check.port(path + ".port", port.integer("port", 0), errors);
    ContainerRules.oneOfRequired(
        path + ".protocol", port.string("protocol", ""), PROTOCOLS, errors);
    appProtocol(path, port, errors);
  }

  static void slice(JsonObject object, List<FieldError> errors) {
    String type = object.string("addressType", "");
    if (type.isEmpty()) {
      errors.add(FieldError.required("addressType", ""));
    } else {
      Check.oneOf("addressType", type, TYPES, errors);
    }
    List<JsonObject> endpoints = object.objects("endpoints");
    if (endpoints.size() > MAX_ENDPOINTS) {
      errors.add(FieldError.tooMany("endpoints", endpoints.size(), MAX_ENDPOINTS));
      return;
    }
    int i = 0;
    for (JsonObject endpoint : endpoints) {
      endpoint("endpoints[" + i++ + "]", endpoint, type, errors);
    }
    List<JsonObject> ports = object.objects("ports");
    if (ports.size() > MAX_PORTS) {
      errors.add(FieldError.tooMany("ports", ports.size(), MAX_PORTS));
      return;
    }
    Set<String> names = new HashSet<>();
    i = 0;
    for (JsonObject port : ports) {
      String at = "ports[" + i++ + "]";
      String name = port.string("name", "");
      if (!name.isEmpty()) {
        Check.invalid(at + ".name", name, Names.dnsLabel(name), errors);
      }
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(at + ".name", name));
      }
      ContainerRules.oneOfRequired(
          at + ".protocol", port.string("protocol", ""), PROTOCOLS, errors);
      appProtocol(at, port, errors);
    }
  }

  private static void endpoint(
      String path, JsonObject endpoint, String type, List<FieldError> errors) {
    List<String> addresses = endpoint.strings("addresses");
    if (addresses.isEmpty()) {
      errors.add(FieldError.required(path + ".addresses", "must contain at least 1 address"));
    } else if (addresses.size() > MAX_ADDRESSES) {
      errors.add(FieldError.tooMany(path + ".addresses", addresses.size(), MAX_ADDRESSES));
    }
    int i = 0;
    for (String address : addresses) {
      String at = path + ".addresses[" + i++ + "]";
      if (type.equals("FQDN")) {
        Check.invalid(at, address, Names.dnsSubdomain(address), errors);
        continue;
      }
      String wrong = Addresses.ip(address);
      if (wrong != null || !Addresses.family(address).equals(type)) {
        errors.add(
            FieldError.invalid(
                at,
                address,
                wrong != null
                    ? wrong
                    : type.equals("IPv4")
                        ? "must be a valid IPv4 address"
                        : "must be a valid IPv6 address"));
        continue;
      }
      special(at, address, errors);
    }
    String node = endpoint.string("nodeName");
    if (node != null) {
      Check.invalid(path + ".nodeName", node, Names.dnsSubdomain(node), errors);
    }
    topology(path + ".deprecatedTopology", endpoint.object("deprecatedTopology"), errors);
    String host = endpoint.string("hostname", "");
    if (!host.isEmpty()) {
      Check.invalid(path + ".hostname", host, Names.dnsLabel(host), errors);
    }
    hints(path + ".hints.forZones", endpoint.object("hints").objects("forZones"), errors);
  }

  private static void topology(String path, JsonObject labels, List<FieldError> errors) {
    if (labels.size() > MAX_TOPOLOGY) {
      errors.add(FieldError.tooMany(path, labels.size(), MAX_TOPOLOGY));
    }
    Check.labels(path, labels, errors);
  }

  private static void hints(String path, List<JsonObject> zones, List<FieldError> errors) {
    if (zones.size() > MAX_ZONES) {
      errors.add(FieldError.tooMany(path, zones.size(), MAX_ZONES));
      return;
    }
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonObject zone : zones) {
      String at = path + "[" + i++ + "].name";
      String name = zone.string("name", "");
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(at, name));
      }
      Check.invalid(at, name, Names.labelValue(name), errors);
    }
  }
}
