package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.List;

/** Rules of Ingresses, IngressClasses, IPAddresses and ServiceCIDRs. */
final class NetworkRules {
  private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
  private static final int MAX_CONTROLLER = 250;
  private static final List<String> PATH_TYPES =
      List.of("Exact", "ImplementationSpecific", "Prefix");
  private static final List<String> BAD_PARTS = List.of("//", "/./", "/../", "%2f", "%2F");
  private static final List<String> BAD_ENDS = List.of("/..", "/.");

  private NetworkRules() {}

  static void ingress(JsonObject ingress, List<FieldError> errors) {
    JsonObject spec = ingress.object("spec");
    if (spec.array("rules").isEmpty() && !spec.has("defaultBackend")) {
      errors.add(
          FieldError.invalid(
              "spec", spec.array("rules"), "either `defaultBackend` or `rules` must be specified"));
    }
    if (spec.has("defaultBackend")) {
      backend("spec.defaultBackend", spec.object("defaultBackend"), errors);
    }
    int i = 0;
    for (JsonObject rule : spec.objects("rules")) {
      rule("spec.rules[" + i++ + "]", rule, errors);
    }
    i = 0;
    for (JsonObject tls : spec.objects("tls")) {
      String at = "spec.tls[" + i++ + "]";
      int j = 0;
      for (String host : tls.strings("hosts")) {
        Check.invalid(at + ".hosts[" + j++ + "]", host, host(host), errors);
      }
      String secret = tls.string("secretName", "");
      if (!secret.isEmpty()) {
        Check.invalid(at + ".secretName", secret, Names.dnsSubdomain(secret), errors);
      }
    }
    String named = spec.string("ingressClassName");
    if (named != null) {
      Check.invalid("spec.ingressClassName", named, Names.dnsSubdomain(named), errors);
    }
  }

  /** Of new ones: the annotation that named the class before there was a field. */
  static void newIngress(JsonObject ingress, List<FieldError> errors) {
    String annotated = ingress.objectAt("metadata", "annotations").string(CLASS_ANNOTATION);
    String named = ingress.object("spec").string("ingressClassName");
    if (annotated != null && named != null && !annotated.equals(named)) {
      errors.add(
          FieldError.invalid(
              "annotations." + CLASS_ANNOTATION,
              annotated,
              "must match `ingressClassName` when both are specified"));
    }
  }

  /** {@code null} for a good host name, which may begin with a wildcard. */
  private static String host(String host) {
    if (!host.contains("*")) {
      return Names.dnsSubdomain(host);
    }
    return host.startsWith("*.") && Names.dnsSubdomain(host.substring(2)) == null
        ? null
        : "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain,"
            + " which must consist of lower case alphanumeric characters, '-' or '.' and end with"
            + " an alphanumeric character (e.g. '*.example.com', regex used for validation is"
            + " '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  }

  private static void rule(String path, JsonObject rule, List<FieldError> errors) {
    String host = rule.string("host", "");
    if (!host.isEmpty()) {
      if (Addresses.parse(host) != null) {
        errors.add(
            FieldError.invalid(path + ".host", host, "must be a DNS name, not an IP address"));
      }
      Check.invalid(path + ".host", host, host(host), errors);
    }
    if (!rule.has("http")) {
      return;
    }
    List<JsonObject> paths = rule.object("http").objects("paths");
    if (paths.isEmpty()) {
      errors.add(FieldError.required(path + ".http.paths", ""));
    }
    int i = 0;
    for (JsonObject each : paths) {
      path(path + ".http.paths[" + i++ + "]", each, errors);
    }
  }

  private static void path(String path, JsonObject each, List<FieldError> errors) {
    String type = each.string("pathType");
    if (type == null) {
      errors.add(FieldError.required(path + ".pathType", "pathType must be specified"));
      return;
    }
    String where = each.string("path", "");
    boolean judged = type.equals("Exact") || type.equals("Prefix");
    if (!PATH_TYPES.contains(type)) {
      errors.add(FieldError.notSupported(path + ".pathType", type, PATH_TYPES));
    } else if ((judged || !where.isEmpty()) && !where.startsWith("/")) {
      errors.add(FieldError.invalid(path + ".path", where, "must be an absolute path"));
    }
    for (String part : judged ? BAD_PARTS : List.<String>of()) {
      if (where.contains(part)) {
        errors.add(FieldError.invalid(path + ".path", where, "must not contain '" + part + "'"));
      }
    }
    for (String end : judged ? BAD_ENDS : List.<String>of()) {
      if (where.endsWith(end)) {
        errors.add(FieldError.invalid(path + ".path", where, "cannot end with '" + end + "'"));
      }
    }
    backend(path + ".backend", each.object("backend"), errors);
  }

  private static void backend(String path, JsonObject backend, List<FieldError> errors) {
    boolean service = backend.has("service");
    boolean resource = backend.has("resource");
    if (service && resource) {
      errors.add(FieldError.invalid(path, "", "cannot set both resource and service backends"));
    } else if (!service && !resource) {
      errors.add(FieldError.invalid(path, "", "resource or service backend is required"));
    } else if (resource) {
      reference(path + ".resource", backend.object("resource"), errors);
    } else {
      service(path, backend.object("service"), errors);
    }
  }

  private static void service(String path, JsonObject service, List<FieldError> errors) {
    String name = service.string("name", "");
    if (Check.required(path + ".service.name", name, errors)) {
      Check.invalid(path + ".service.name", name, Names.dns1035Label(name), errors);
    }
    JsonObject port = service.object("port");
    String called = port.string("name", "");
    long number = port.integer("number", 0);
    if (!called.isEmpty() && number != 0) {
      errors.add(FieldError.invalid(path, "", "cannot set both port name & port number"));
    } else if (!called.isEmpty()) {
      Check.invalid(path + ".service.port.name", called, Check.portName(called), errors);
    } else if (number != 0) {
      Check.port(path + ".service.port.number", number, errors);
    } else {
      errors.add(FieldError.required(path, "port name or number is required"));
    }
  }

  /** An object named by group, kind and name. */
  private static void reference(String path, JsonObject reference, List<FieldError> errors) {
    String group = reference.string("apiGroup");
    if (group != null) {
      Check.invalid(path + ".apiGroup", group, Names.dnsSubdomain(group), errors);
    }
    for (String field : List.of("kind", "name")) {
      segment(path + "." + field, reference.string(field, ""), errors);
    }
  }

  private static void segment(String path, String value, List<FieldError> errors) {
    if (Check.required(path, value, errors)) {
      Check.invalid(path, value, Names.pathSegment(value), errors);
    }
  }

  static void ingressClass(JsonObject object, List<FieldError> errors) {
    JsonObject spec = object.object("spec");
    String controller = spec.string("controller", "");
    if (Check.required("spec.controller", controller, errors)) {
      if (controller.length() > MAX_CONTROLLER) {
        errors.add(FieldError.tooLong("spec.controller", MAX_CONTROLLER));
      }
      Check.invalid("spec.controller", controller, domainPath(controller), errors);
    }
    if (spec.has("parameters")) {
      parameters("spec.parameters", spec.object("parameters"), errors);
    }
  }

  /** {@code null} for {@code example.com/path}. */
  private static String domainPath(String value) {
    int slash = value.indexOf('/');
    if (slash <= 0 || slash == value.length() - 1) {
      return "must be a domain-prefixed path (such as \"acme.io/foo\")";
    }
    String wrong = Names.dnsSubdomain(value.substring(0, slash));
    if (wrong != null) {
      return wrong;
    }
    return value.substring(slash + 1).matches("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+")
        ? null
        : "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')";
  }

  private static void parameters(String path, JsonObject parameters, List<FieldError> errors) {
    reference(path, parameters, errors);
    String scope = parameters.string("scope");
    String namespace = parameters.string("namespace");
    if (scope == null) {
      errors.add(FieldError.required(path + ".scope", ""));
    } else if (!scope.equals("Namespace") && !scope.equals("Cluster")) {
      errors.add(FieldError.notSupported(path + ".scope", scope, List.of("Cluster", "Namespace")));
    } else if (scope.equals("Cluster") && namespace != null) {
      errors.add(
          FieldError.forbidden(path + ".namespace", "`parameters.scope` is set to 'Cluster'"));
    } else if (scope.equals("Namespace") && namespace == null) {
      errors.add(
          FieldError.required(path + ".namespace", "`parameters.scope` is set to 'Namespace'"));
    } else if (namespace != null) {
      Check.invalid(path + ".namespace", namespace, Names.dnsLabel(namespace), errors);
    }
  }

  static void sameController(JsonObject object, JsonObject old, List<FieldError> errors) {
    Check.immutable("spec", object.object("spec"), old.object("spec"), "controller", errors);
  }

  static void ipAddress(JsonObject object, List<FieldError> errors) {
    JsonObject parent = object.object("spec").object("parentRef");
    if (parent.isEmpty()) {
      errors.add(FieldError.required("spec.parentRef", ""));
      return;
    }
    String group = parent.string("group", "");
    if (!group.isEmpty()) {
      Check.invalid("spec.parentRef.group", group, Names.dnsSubdomain(group), errors);
    }
    segment("spec.parentRef.resource", parent.string("resource", ""), errors);
    segment("spec.parentRef.name", parent.string("name", ""), errors);
    String namespace = parent.string("namespace", "");
    Check.invalid("spec.parentRef.namespace", namespace, Names.pathSegment(namespace), errors);
  }

  static void sameParent(JsonObject object, JsonObject old, List<FieldError> errors) {
    Check.immutable(
        "spec.parentRef",
        object.object("spec").get("parentRef"),
        old.object("spec").get("parentRef"),
        errors);
  }

  static void serviceCidr(JsonObject object, List<FieldError> errors) {
    JsonObject spec = object.object("spec");
    List<String> cidrs = spec.strings("cidrs");
    if (cidrs.isEmpty()) {
      errors.add(FieldError.required("spec.cidrs", "at least one CIDR required"));
      return;
    }
    if (cidrs.size() > 2) {
      errors.add(FieldError.invalid("spec.cidrs", spec, "may only hold up to 2 values"));
      return;
    }
    int i = 0;
    boolean good = true;
    for (String cidr : cidrs) {
      String wrong = Addresses.cidr(cidr);
      good &= wrong == null;
      Check.invalid("spec.cidrs[" + i++ + "]", cidr, wrong, errors);
    }
    if (good
        && cidrs.size() == 2
        && Addresses.family(cidrs.get(0)).equals(Addresses.family(cidrs.get(1)))) {
      errors.add(
          FieldError.invalid(
              "spec.cidrs",
              spec.array("cidrs"),
              "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and"
                  + " 2001:db8::/64"));
    }
  }

  /** A second family may come; nothing else changes. */
  static void sameCidrs(JsonObject object, JsonObject old, List<FieldError> errors) {
    List<String> now = object.object("spec").strings("cidrs");
    List<String> before = old.object("spec").strings("cidrs");
    boolean grown = before.size() == 1 && now.size() == 2;
    if (now.size() != before.size() && !grown) {
      Json all = object.object("spec").array("cidrs");
      errors.add(FieldError.invalid("spec.cidrs", all, Check.IMMUTABLE));
      return;
    }
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).equals(now.get(i))) {
        errors.add(FieldError.invalid("spec.cidrs[" + i + "]", now.get(i), Check.IMMUTABLE));
      }
    }
  }
}
