package io.coxswain.api.http;

import io.coxswain.api.discovery.Discovery;
import io.coxswain.api.discovery.OpenApiEndpoints;
import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.verb.Backend;
import io.coxswain.api.verb.Loop;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.GroupVersion;
import io.coxswain.schema.Scheme;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The paths that are no resources: discovery, OpenAPI, health, metrics, version, the index. */
final class Endpoints {
  private final Backend backend;
  private final ServerOptions options;
  private final Health health;
  private final Metrics metrics;
  private final JsonObject version;
  private final Map<String, Supplier<JsonObject>> documents;
  private final OpenApiEndpoints openApi;

  /** Made anew when custom resources come or go; a race makes it twice. */
  private volatile Published published;

  /** What a scheme looks like from outside. */
  private record Published(Scheme scheme, Discovery discovery) {
    Published(Scheme scheme, String serverAddress) {
      this(scheme, new Discovery(scheme, serverAddress));
    }
  }

  Endpoints(Backend backend, Extensions extensions, ServerOptions options, Metrics metrics) {
    this.documents = extensions.documents();
    this.openApi = new OpenApiEndpoints(backend.schemes(), backend.clock());
    this.backend = backend;
    this.options = options;
    this.published = new Published(backend.scheme(), options.serverAddress());
    List<HealthCheck> checks = new ArrayList<>(options.checks());
    checks.add(
        new HealthCheck(
            "cache",
            false,
            () ->
                backend.cache().loaded()
                    ? Future.succeededFuture()
                    : Future.failedFuture("not loaded")));
    this.health = new Health(checks);
    this.metrics = metrics;
    this.version = options.version();
  }

  Future<ApiResponse> answer(ApiRequest request, RequestInfo info, Loop loop) {
    String path = trimmed(info.path());
    Future<ApiResponse> healthy = health.answer(path, request.query(), loop);
    if (healthy != null) {
      return healthy;
    }
    if (OpenApiEndpoints.serves(path)) {
      return openApi.answer(
          path,
          request.query().get("hash"),
          request.headerList("Accept"),
          request.header("If-None-Match"),
          loop);
    }
    ApiResponse answer =
        switch (path) {
          case "/" -> ApiResponse.json(200, paths(backend.scheme().groupVersions()));
          case "/version" -> ApiResponse.json(200, version);
          case "/metrics" -> metrics.answer();
          default -> documents(request, path);
        };
    if (answer == null) {
      throw ApiException.noResource();
    }
    return Future.succeededFuture(answer);
  }

  private ApiResponse documents(ApiRequest request, String path) {
    Supplier<JsonObject> document = documents.get(path);
    if (document != null) {
      return ApiResponse.json(200, document.get());
    }
    String accept = request.headerList("Accept");
    String known = request.header("If-None-Match");
    return published().discovery.answer(path, accept, known);
  }

  private Published published() {
    Published known = published;
    Scheme scheme = backend.scheme();
    if (known.scheme != scheme) {
      known = new Published(scheme, options.serverAddress());
      published = known;
    }
    return known;
  }

  private static String trimmed(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static JsonObject paths(List<GroupVersion> versions) {
    TreeSet<String> out =
        new TreeSet<>(
            List.of(
                "/api",
                "/apis",
                "/healthz",
                "/livez",
                "/metrics",
                "/openapi/v2",
                "/openapi/v3",
                "/readyz",
                "/version"));
    for (GroupVersion version : versions) {
      if (version.group().isEmpty()) {
        out.add("/api/" + version);
      } else {
        out.add("/apis/" + version.group());
        out.add("/apis/" + version);
      }
    }
    return JsonObject.of("paths", JsonArray.ofStrings(out));
  }
}
