package io.coxswain.schema;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.GroupVersion;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * OpenAPI documents of a scheme. They are built anew at every call and large (v2 over a megabyte):
 * callers keep the bytes.
 */
public final class OpenApi {
  private OpenApi() {}

  /** Swagger 2.0 of everything, as {@code /openapi/v2} serves it. */
  public static JsonObject v2(Scheme scheme) {
    OpenApiSchemas schemas =
        new OpenApiSchemas(scheme, "#/definitions/", false, Descriptions.read());
    JsonObject.Builder paths = JsonObject.builder();
    OpenApiPaths writer = new OpenApiPaths(scheme, schemas, false);
    for (GroupVersion version : scheme.groupVersions()) {
      paths.putAll(writer.paths(version));
    }
    return JsonObject.builder()
        .put("swagger", "2.0")
        .put("info", info())
        .put("paths", paths.build())
        .put("definitions", schemas.all())
        .put("securityDefinitions", security())
        .put("security", JsonArray.of(JsonObject.of("BearerToken", JsonArray.EMPTY)))
        .build();
  }

  /** OpenAPI 3.0 of one version, as {@code /openapi/v3/apis/GROUP/VERSION} serves it. */
  public static JsonObject v3(Scheme scheme, GroupVersion version) {
    OpenApiSchemas schemas =
        new OpenApiSchemas(scheme, "#/components/schemas/", true, Descriptions.read());
    JsonObject paths = new OpenApiPaths(scheme, schemas, true).paths(version);
    return JsonObject.builder()
        .put("openapi", "3.0.0")
        .put("info", info())
        .put("paths", paths)
        .put(
            "components",
            JsonObject.builder()
                .put("schemas", schemas.all())
                .put("securitySchemes", security())
                .build())
        .build();
  }

  /**
   * The index {@code /openapi/v3}. A document's address carries a hash that changes with its types,
   * so that clients may keep documents for ever.
   */
  public static JsonObject v3Index(Scheme scheme) {
    JsonObject.Builder paths = JsonObject.builder();
    for (GroupVersion version : scheme.groupVersions()) {
      String address = address(version, hash(scheme, version));
      paths.put(path(version), JsonObject.of("serverRelativeURL", address));
    }
    return JsonObject.of("paths", paths.build());
  }

  /**
   * The hash of a version's document, without building it. A version that comes or goes changes all
   * of them: each tells in which versions the shared options are used.
   */
  public static String hash(Scheme scheme, GroupVersion version) {
    CRC32 crc = new CRC32();
    crc.update(scheme.groupVersions().toString().getBytes(StandardCharsets.UTF_8));
    for (ResourceType resource : scheme.resources()) {
      if (resource.kind().groupVersion().equals(version)) {
        String line = resource.plural() + resource.verbs() + resource.subresources();
        crc.update(line.getBytes(StandardCharsets.UTF_8));
        if (resource.isCustom()) {
          crc.update(resource.custom().schema().toString().getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return "%08X%08X".formatted(TypeTable.checksum(), crc.getValue());
  }

  /** Where a version's document is, for clients that keep it. */
  public static String address(GroupVersion version, String hash) {
    return "/openapi/v3/" + path(version) + "?hash=" + hash;
  }

  /** {@code api/v1}, {@code apis/apps/v1}. */
  public static String path(GroupVersion version) {
    return (version.group().isEmpty() ? "api/" : "apis/") + version;
  }

  private static JsonObject info() {
    return JsonObject.builder().put("title", "Kubernetes").put("version", "v1.36.0").build();
  }

  private static JsonObject security() {
    return JsonObject.of(
        "BearerToken",
        JsonObject.builder()
            .put("description", "Bearer Token authentication")
            .put("type", "apiKey")
            .put("name", "authorization")
            .put("in", "header")
            .build());
  }
}
