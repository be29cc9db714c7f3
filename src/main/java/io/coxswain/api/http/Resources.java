package io.coxswain.api.http;

import io.coxswain.api.admission.Attributes.Operation;
import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.verb.Backend;
import io.coxswain.api.verb.Body;
import io.coxswain.api.verb.Loop;
import io.coxswain.api.verb.VerbRequest;
import io.coxswain.api.verb.Verbs;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.schema.ResourceType;
import io.coxswain.schema.Subresource;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Requests for resources, authorized: finds the type and hands them to the verbs or a connection.
 */
final class Resources {
  private static final Set<String> NAMED = Set.of("get", "update", "patch", "delete");

  private final Backend backend;
  private final Verbs verbs;
  private final Map<String, ConnectHandler> connects;

  Resources(Backend backend, Extensions extensions) {
    this.backend = backend;
    this.verbs = new Verbs(backend, extensions.virtual());
    this.connects = Map.copyOf(extensions.connects());
  }

  boolean connects(RequestInfo info) {
    return info.resourceRequest()
        && !info.subresource().isEmpty()
        && connects.containsKey(path(info));
  }

  private static String path(RequestInfo info) {
    return info.gvr().groupResource() + "/" + info.subresource();
  }

  Future<ApiResponse> answer(
      ApiRequest request, RequestInfo info, UserInfo user, List<String> warnings, Loop loop) {
    ResourceType type = backend.scheme().resource(info.gvr());
    if (type == null) {
      throw ApiException.noResource();
    }
    String namespace = namespace(info, type);
    if (!backend.cache().loaded()) {
      throw ApiException.unavailable("the server is still loading its objects");
    }
    if (connects(info)) {
      return connect(request, info, type, namespace, user, loop);
    }
    if (info.parts().size() > 3) {
      throw ApiException.noResource();
    }
    String verb = verb(request, info, type);
    VerbRequest asked =
        new VerbRequest(
            type,
            info.subresource(),
            namespace,
            info.parts().size() > 1 ? info.name() : watchedName(info),
            request.query(),
            request.headerList("Accept"),
            pretty(request),
            new Body(request.header("Content-Type", ""), request.body()),
            user,
            request.header("User-Agent", ""),
            warnings,
            loop);
    return verbs.answer(verb, asked);
  }

  /**
   * Only the old {@code /watch/} paths name the watched object; a selector is the verb's matter.
   */
  private static String watchedName(RequestInfo info) {
    return info.verb().equals("watch") && info.parts().size() > 1 ? info.name() : "";
  }

  private static String namespace(RequestInfo info, ResourceType type) {
    boolean namespaces = info.gvr().groupResource().equals("namespaces");
    if (!type.namespaced()) {
      if (!info.namespace().isEmpty() && !namespaces) {
        throw ApiException.noResource();
      }
      return "";
    }
    boolean one = info.parts().size() > 1;
    boolean create = info.verb().equals("create");
    if (info.namespace().isEmpty() && (one || create) && !create) {
      throw ApiException.noResource();
    }
    return info.namespace();
  }

  private static String verb(ApiRequest request, RequestInfo info, ResourceType type) {
    String verb = info.verb();
    boolean named = info.parts().size() > 1;
    boolean subresource = !info.subresource().isEmpty();
    boolean wrong =
        verb.isEmpty()
            || (NAMED.contains(verb) && !named)
            || (verb.equals("create") && named && !subresource)
            || (verb.equals("deletecollection") && named);
    if (wrong) {
      throw ApiException.methodNotAllowed(
          type.resource(),
          verb.isEmpty() ? request.method().toLowerCase(java.util.Locale.ROOT) : verb);
    }
    return verb;
  }

  private Future<ApiResponse> connect(
      ApiRequest request,
      RequestInfo info,
      ResourceType type,
      String namespace,
      UserInfo user,
      Loop loop) {
    List<String> parts = info.parts();
    ConnectRequest asked =
        new ConnectRequest(
            type.resource(),
            namespace,
            info.name(),
            info.subresource(),
            List.copyOf(parts.subList(Math.min(3, parts.size()), parts.size())),
            request.method(),
            request.query(),
            user,
            request.raw());
    Subresource subresource = type.subresource(info.subresource());
    if (info.subresource().equals("log") || subresource == null) {
      return loop.on(connects.get(path(info)).connect(asked));
    }
    var attributes =
        new io.coxswain.api.admission.Attributes(
            Operation.CONNECT,
            subresource.kind(),
            type.resource(),
            info.subresource(),
            namespace,
            info.name(),
            options(subresource, request),
            null,
            JsonObject.EMPTY,
            false,
            user);
    return loop.on(
            backend
                .admission()
                .admit(attributes)
                .compose(ignored -> backend.admission().validate(attributes)))
        .compose(ignored -> loop.on(connects.get(path(info)).connect(asked)));
  }

  /** The options object of a connection (PodExecOptions …), as far as admission looks at it. */
  private static JsonObject options(Subresource subresource, ApiRequest request) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("kind", subresource.kind().kind())
            .put("apiVersion", subresource.kind().apiVersion());
    for (String flag : List.of("stdin", "stdout", "stderr", "tty")) {
      if (request.query().has(flag)) {
        out.put(flag, request.query().flag(flag));
      }
    }
    if (request.query().has("container")) {
      out.put("container", request.query().get("container"));
    }
    return out.build();
  }

  /** As asked by {@code pretty}; without it for tools that people look through. */
  private static boolean pretty(ApiRequest request) {
    if (request.query().has("pretty")) {
      return request.query().flag("pretty");
    }
    String agent = request.header("User-Agent", "");
    return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
  }
}
