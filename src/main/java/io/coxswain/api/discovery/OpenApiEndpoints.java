package io.coxswain.api.discovery;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.MediaType;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.GroupVersion;
import io.coxswain.schema.OpenApi;
import io.coxswain.schema.Scheme;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code /openapi/v2} and {@code /openapi/v3}, in JSON. Documents are made when first asked for.
 * Clients keep version 3's by the hash in their address, version 2's by its entity tag.
 */
public final class OpenApiEndpoints {
  private final Scheme scheme;
  private final Map<String, Document> documents = new ConcurrentHashMap<>();

  public OpenApiEndpoints(Scheme scheme) {
    this.scheme = scheme;
  }

  /**
   * The answer, or {@code null} where the path is none of these.
   *
   * @param hash the query parameter by which a client asks for the document it expects
   * @throws ApiException NotAcceptable for clients that take protobuf alone
   */
  public ApiResponse answer(String path, String hash, String accept, String ifNoneMatch) {
    if (path.equals("/openapi/v2")) {
      requireJson(accept);
      return documents
          .computeIfAbsent(path, key -> Document.json(ApiResponse.JSON, OpenApi.v2(scheme)))
          .answer(ifNoneMatch);
    }
    if (path.equals("/openapi/v3")) {
      return documents
          .computeIfAbsent(path, key -> Document.json(ApiResponse.JSON, OpenApi.v3Index(scheme)))
          .answer(ifNoneMatch);
    }
    GroupVersion version = version(path);
    if (version == null) {
      return null;
    }
    requireJson(accept);
    String current = OpenApi.hash(scheme, version);
    if (!hash.isEmpty() && !hash.equals(current)) {
      return ApiResponse.bytes(301, "", new byte[0]).withHeader("Location", address(version));
    }
    Document document =
        documents.computeIfAbsent(
            path, key -> Document.json(ApiResponse.JSON, OpenApi.v3(scheme, version)));
    ApiResponse answer = document.answer(ifNoneMatch);
    // A document under its hash never changes.
    return hash.isEmpty() ? answer : answer.withHeader("Cache-Control", "public, immutable");
  }

  private static void requireJson(String accept) {
    if (accept == null || accept.isBlank()) {
      return;
    }
    for (MediaType range : MediaType.accepted(accept)) {
      if (range.covers(ApiResponse.JSON)) {
        return;
      }
    }
    throw ApiException.notAcceptable(
        "only the following media types are accepted: application/json");
  }

  private GroupVersion version(String path) {
    for (GroupVersion version : scheme.groupVersions()) {
      if (path.equals("/openapi/v3/" + relative(version))) {
        return version;
      }
    }
    return null;
  }

  private static String relative(GroupVersion version) {
    return version.group().isEmpty() ? "api/" + version : "apis/" + version;
  }

  private String address(GroupVersion version) {
    return "/openapi/v3/" + relative(version) + "?hash=" + OpenApi.hash(scheme, version);
  }
}
