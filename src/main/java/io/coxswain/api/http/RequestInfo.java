package io.coxswain.api.http;

import io.coxswain.api.verb.QueryString;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldSelector;
import io.coxswain.kube.Gvr;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a request is about, read from its method, path and query alone (upstream's {@code
 * request.RequestInfo}). Strings that do not apply are empty.
 *
 * @param path unescaped
 * @param verb of the API, or the lower-case HTTP method of a non-resource request
 */
public record RequestInfo(
    boolean resourceRequest,
    String path,
    String verb,
    String group,
    String version,
    String namespace,
    String resource,
    String subresource,
    String name,
    List<String> parts) {
  private static final Set<String> SPECIAL_VERBS = Set.of("proxy", "watch");
  private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

  /**
   * @param rawPath escaped, without the query
   */
  public static RequestInfo of(String method, String rawPath, QueryString query) {
    String path = unescape(rawPath);
    RequestInfo other =
        new RequestInfo(
            false, path, method.toLowerCase(Locale.ROOT), "", "", "", "", "", "", List.of());
    List<String> parts = split(rawPath);
    if (parts.size() < 3) {
      return other;
    }
    String group = "";
    List<String> rest = parts.subList(1, parts.size());
    switch (parts.getFirst()) {
      case "api" -> {}
      case "apis" -> {
        if (rest.size() < 3) {
          return other;
        }
        group = rest.getFirst();
        rest = rest.subList(1, rest.size());
      }
      default -> {
        return other;
      }
    }
    return resource(path, method, group, rest.getFirst(), rest.subList(1, rest.size()), query);
  }

  private static RequestInfo resource(
      String path,
      String method,
      String group,
      String version,
      List<String> parts,
      QueryString query) {
    List<String> rest = parts;
    String verb = verb(method);
    if (SPECIAL_VERBS.contains(rest.getFirst())) {
      if (rest.size() < 2) {
        throw ApiException.badRequest("unable to determine kind and namespace from url, " + path);
      }
      verb = rest.getFirst();
      rest = rest.subList(1, rest.size());
    }
    String namespace = "";
    if (rest.getFirst().equals("namespaces") && rest.size() > 1) {
      namespace = rest.get(1);
      // Past the namespace stands a resource in it, unless it is a subresource of the namespace.
      if (rest.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(rest.get(2))) {
        rest = rest.subList(2, rest.size());
      }
    }
    String name = rest.size() > 1 ? rest.get(1) : "";
    String subresource = rest.size() > 2 && !verb.equals("proxy") ? rest.get(2) : "";
    if (name.isEmpty() && verb.equals("get")) {
      verb = query.flag("watch") ? "watch" : "list";
    }
    if (name.isEmpty() && (verb.equals("list") || verb.equals("watch"))) {
      name = selectedName(query);
    }
    if (name.isEmpty() && verb.equals("delete")) {
      verb = "deletecollection";
    }
    return new RequestInfo(
        true,
        path,
        verb,
        group,
        version,
        namespace,
        rest.getFirst(),
        subresource,
        name,
        List.copyOf(rest));
  }

  /** A list or watch of one name is authorized by that name. */
  private static String selectedName(QueryString query) {
    try {
      for (FieldSelector.Term term : FieldSelector.parse(query.get("fieldSelector")).terms()) {
        if (term.equal() && term.field().equals("metadata.name")) {
          return term.value();
        }
      }
    } catch (ApiException e) {
      return ""; // the verb itself reports a selector that cannot be read
    }
    return "";
  }

  private static String verb(String method) {
    return switch (method) {
      case "POST" -> "create";
      case "GET", "HEAD" -> "get";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "";
    };
  }

  public Gvr gvr() {
    return new Gvr(group, version, resource);
  }

  /** Whether the request holds its connection: exempt from the in-flight limit and time-outs. */
  public boolean longRunning() {
    return verb.equals("watch")
        || verb.equals("proxy")
        || (resourceRequest
            && Set.of("exec", "attach", "portforward", "proxy", "log").contains(subresource));
  }

  private static List<String> split(String rawPath) {
    List<String> out = new ArrayList<>();
    for (String part : rawPath.split("/")) {
      if (!part.isEmpty()) {
        out.add(unescape(part));
      }
    }
    return out;
  }

  private static String unescape(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("invalid URL escape \"" + text + "\"");
    }
  }
}
