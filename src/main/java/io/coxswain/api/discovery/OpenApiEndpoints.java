package io.coxswain.api.discovery;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.MediaType;
import io.coxswain.api.verb.Loop;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.GroupVersion;
import io.coxswain.schema.OpenApi;
import io.coxswain.schema.OpenApiProtobuf;
import io.coxswain.schema.Scheme;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code /openapi/v2} and {@code /openapi/v3}, in JSON and protobuf. Documents are large and take
 * long to make: each is made when first asked for, on a worker thread, and again only after its
 * types changed. Clients keep version 3's by the hash in their address, version 2's by its entity
 * tag. Thread-safe.
 */
public final class OpenApiEndpoints {
  private static final String V2 = "/openapi/v2";
  private static final String V3 = "/openapi/v3";
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private final Supplier<Scheme> schemes;
  private final InstantSource clock;
  private final Once<Document> documents = new Once<>();

  /** Which types the documents show; {@link #documents} may hold older ones until asked again. */
  private volatile Versions versions;

  public OpenApiEndpoints(Supplier<Scheme> schemes, InstantSource clock) {
    this.schemes = schemes;
    this.clock = clock;
    this.versions = new Versions(schemes.get());
  }

  /** Whether {@code path} is one of these. */
  public static boolean serves(String path) {
    return path.equals(V2) || path.equals(V3) || path.startsWith(V3 + "/");
  }

  /**
   * The answer, on {@code loop}.
   *
   * @param hash the query parameter by which a client asks for the document it expects
   * @throws ApiException NotFound for versions that are not served; NotAcceptable
   */
  public Future<ApiResponse> answer(
      String path, String hash, String accept, String ifNoneMatch, Loop loop) {
    Versions now = versions();
    if (path.equals(V2)) {
      Form form = form(accept, "v2");
      return documents
          .get(path + form, now, loop, () -> form.document(OpenApi.v2(now.scheme())))
          .map(document -> document.answer(ifNoneMatch));
    }
    if (path.equals(V3)) {
      return documents
          .get(path, now, loop, () -> Document.json(ApiResponse.JSON, now.index()))
          .map(document -> document.answer(ifNoneMatch));
    }
    GroupVersion version = now.version(path.substring(V3.length() + 1));
    if (version == null) {
      throw ApiException.noResource();
    }
    Form form = form(accept, "v3");
    return now.hash(version, loop)
        .compose(current -> versioned(now, version, current, form, hash, ifNoneMatch, loop));
  }

  private Future<ApiResponse> versioned(
      Versions now,
      GroupVersion version,
      String current,
      Form form,
      String hash,
      String ifNoneMatch,
      Loop loop) {
    if (!hash.isEmpty() && !hash.equals(current)) {
      ApiResponse moved = ApiResponse.bytes(301, "", new byte[0]);
      String address = OpenApi.address(version, current);
      return Future.succeededFuture(moved.withHeader("Location", address));
    }
    return documents
        .get(
            OpenApi.path(version) + form,
            current,
            loop,
            () -> form.document(OpenApi.v3(now.scheme(), version)))
        .map(document -> document.answer(ifNoneMatch))
        .map(answer -> hash.isEmpty() ? answer : kept(answer));
  }

  /** A document under its hash never changes. */
  private ApiResponse kept(ApiResponse answer) {
    Instant now = clock.instant();
    return answer
        .withHeader("Cache-Control", "public, immutable")
        .withHeader("Date", date(now))
        .withHeader("Expires", date(now.plus(FOR_EVER)));
  }

  /** As HTTP has it: a day below ten has two digits, which Java's formatter leaves out. */
  private static String date(Instant time) {
    String text = DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
    return text.charAt(6) == ' ' ? text.substring(0, 5) + '0' + text.substring(5) : text;
  }

  private Versions versions() {
    Versions known = versions;
    Scheme scheme = schemes.get();
    if (known.scheme() != scheme) {
      known = new Versions(scheme);
      versions = known;
      documents.retain(known::holds);
    }
    return known;
  }

  /** How a document is written. */
  private enum Form {
    JSON(ApiResponse.JSON),
    PROTOBUF_V2("application/com.github.proto-openapi.spec.v2.v1.0+protobuf"),
    PROTOBUF_V3("application/com.github.proto-openapi.spec.v3.v1.0+protobuf");

    private final String contentType;

    Form(String contentType) {
      this.contentType = contentType;
    }

    Document document(JsonObject content) {
      return switch (this) {
        case JSON -> Document.json(contentType, content);
        case PROTOBUF_V2 -> Document.of(contentType, OpenApiProtobuf.v2(content));
        case PROTOBUF_V3 -> Document.of(contentType, OpenApiProtobuf.v3(content));
      };
    }
  }

  /** Protobuf goes by two names, of which the one with the {@code @} came first. */
  private static Form form(String accept, String version) {
    if (accept == null || accept.isBlank()) {
      return Form.JSON;
    }
    Form protobuf = version.equals("v2") ? Form.PROTOBUF_V2 : Form.PROTOBUF_V3;
    String first = "application/com.github.proto-openapi.spec." + version + "@v1.0+protobuf";
    for (MediaType range : MediaType.accepted(accept)) {
      if (range.covers(ApiResponse.JSON)) {
        return Form.JSON;
      }
      if (range.covers(protobuf.contentType) || range.covers(first)) {
        return protobuf;
      }
    }
    throw ApiException.notAcceptable(
        "only the following media types are accepted: "
            + String.join(", ", List.of(ApiResponse.JSON, protobuf.contentType)));
  }
}
