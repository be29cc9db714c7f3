package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The variables by which containers find services (pkg/kubelet/envvars). */
final class ServiceVariables {
  private ServiceVariables() {}

  /** {@code REDIS_SERVICE_HOST}, {@code REDIS_SERVICE_PORT}, {@code REDIS_PORT_6379_TCP…}. */
  static Map<String, String> of(List<JsonObject> services) {
    Map<String, String> out = new LinkedHashMap<>();
    services.stream()
        .sorted(
            Comparator.comparing(Meta::creationTimestamp, Comparator.nullsFirst(String::compareTo)))
        .forEach(service -> add(out, service));
    return out;
  }

  private static void add(Map<String, String> out, JsonObject service) {
    String ip = service.object("spec").string("clusterIP", "");
    List<JsonObject> ports = service.object("spec").objects("ports");
    if (ip.isEmpty() || ip.equals("None") || ports.isEmpty()) {
      return;
    }
    String name = variable(Meta.name(service));
    out.put(name + "_SERVICE_HOST", ip);
    out.put(name + "_SERVICE_PORT", Long.toString(ports.getFirst().integer("port", 0)));
    for (JsonObject port : ports) {
      String portName = port.string("name", "");
      if (!portName.isEmpty()) {
        out.put(
            name + "_SERVICE_PORT_" + variable(portName), Long.toString(port.integer("port", 0)));
      }
    }
    String host = ip.contains(":") ? "[" + ip + "]" : ip;
    for (int i = 0; i < ports.size(); i++) {
      JsonObject port = ports.get(i);
      String protocol = port.string("protocol", "TCP");
      long number = port.integer("port", 0);
      String url = protocol.toLowerCase(Locale.ROOT) + "://" + host + ":" + number;
      if (i == 0) {
        out.put(name + "_PORT", url);
      }
      String prefix = name + "_PORT_" + number + "_" + protocol;
      out.put(prefix, url);
      out.put(prefix + "_PROTO", protocol.toLowerCase(Locale.ROOT));
      out.put(prefix + "_PORT", Long.toString(number));
      out.put(prefix + "_ADDR", ip);
    }
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
