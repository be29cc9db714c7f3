package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;

/** Defaults and rules of NetworkPolicies. */
final class NetworkPolicyRules {
  private static final List<String> TYPES = List.of("Egress", "Ingress");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  private NetworkPolicyRules() {}

  /** What the rules speak of, where the policy does not say. */
  static JsonObject defaults(JsonObject policy) {
    JsonObject spec = policy.object("spec");
    if (!spec.array("policyTypes").isEmpty()) {
      return policy;
    }
    List<String> types =
        spec.array("egress").isEmpty() ? List.of("Ingress") : List.of("Ingress", "Egress");
    return policy.with("spec", spec.with("policyTypes", JsonArray.ofStrings(types)));
  }

  static void validate(JsonObject policy, List<FieldError> errors) {
    JsonObject spec = policy.object("spec");
    SelectorRules.validate("spec.podSelector", spec.object("podSelector"), errors);
    direction("spec.ingress", "from", spec.objects("ingress"), errors);
    direction("spec.egress", "to", spec.objects("egress"), errors);
    List<String> types = spec.strings("policyTypes");
    if (types.size() > TYPES.size()) {
      errors.add(
          FieldError.invalid(
              "spec.policyTypes",
              spec.array("policyTypes"),
              "may not specify more than two policyTypes"));
      return;
    }
    int i = 0;
    for (String type : types) {
      Check.oneOf("spec.policyTypes[" + i++ + "]", type, TYPES, errors);
    }
  }

  private static void direction(
      String path, String peers, List<JsonObject> rules, List<FieldError> errors) {
    int i = 0;
    for (JsonObject rule : rules) {
      String at = path + "[" + i++ + "]";
      int j = 0;
      for (JsonObject port : rule.objects("ports")) {
        port(at + ".ports[" + j++ + "]", port, errors);
      }
      j = 0;
      for (JsonObject peer : rule.objects(peers)) {
        peer(at + "." + peers + "[" + j++ + "]", peer, errors);
      }
    }
  }

  private static void port(String path, JsonObject port, List<FieldError> errors) {
    if (port.has("protocol")) {
      Check.oneOf(path + ".protocol", port.string("protocol"), PROTOCOLS, errors);
    }
    Json first = port.get("port");
    Json last = port.get("endPort");
    if (first != null) {
      Check.portOrName(path + ".port", first, errors);
    }
    if (!(last instanceof JsonNumber end)) {
      return;
    }
    String at = path + ".endPort";
    if (first == null) {
      errors.add(FieldError.invalid(at, end, "may not be specified when `port` is not specified"));
    } else if (first instanceof JsonNumber begin) {
      if (end.longValue() < begin.longValue()) {
        errors.add(FieldError.invalid(at, end, "must be greater than or equal to `port`"));
      }
      Check.port(at, end.longValue(), errors);
    } else {
      errors.add(FieldError.invalid(at, end, "may not be specified when `port` is non-numeric"));
    }
  }

  private static void peer(String path, JsonObject peer, List<FieldError> errors) {
    for (String selector : List.of("podSelector", "namespaceSelector")) {
      if (peer.has(selector)) {
        SelectorRules.validate(path + "." + selector, peer.object(selector), errors);
      }
    }
    if (peer.has("ipBlock")) {
      block(path + ".ipBlock", peer.object("ipBlock"), errors);
    }
    if (peer.isEmpty()) {
      errors.add(FieldError.required(path, "must specify a peer"));
    } else if (peer.has("ipBlock") && peer.size() > 1) {
      errors.add(FieldError.forbidden(path, "may not specify both ipBlock and another peer"));
    }
  }

  private static void block(String path, JsonObject block, List<FieldError> errors) {
    String cidr = block.string("cidr", "");
    if (!Check.required(path + ".cidr", cidr, errors)) {
      return;
    }
    String wrong = Addresses.cidr(cidr);
    Check.invalid(path + ".cidr", cidr, wrong, errors);
    int i = 0;
    for (String except : block.strings("except")) {
      String at = path + ".except[" + i++ + "]";
      String bad = Addresses.cidr(except);
      Check.invalid(at, except, bad, errors);
      if (wrong == null && bad == null && !isInside(except, cidr)) {
        errors.add(FieldError.invalid(at, except, "must be a strict subset of `cidr`"));
      }
    }
  }

  private static boolean isInside(String inner, String outer) {
    int length = prefix(outer);
    InetAddress inside = Addresses.parse(inner.substring(0, inner.indexOf('/')));
    InetAddress around = Addresses.parse(outer.substring(0, outer.indexOf('/')));
    int bits = around.getAddress().length * 8;
    if (inside.getAddress().length * 8 != bits || length >= prefix(inner)) {
      return false;
    }
    BigInteger difference = Addresses.number(inside).xor(Addresses.number(around));
    return difference.shiftRight(bits - length).signum() == 0;
  }

  private static int prefix(String cidr) {
    return Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
  }
}
