package io.coxswain.api.render;

import io.coxswain.api.resource.Strategies;
import io.coxswain.cache.Entry;
import io.coxswain.cache.Frames;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Meta;
import io.coxswain.schema.Decoder;
import io.coxswain.schema.Defaults;
import io.coxswain.schema.Encoder;
import io.coxswain.schema.Protobuf;
import io.coxswain.schema.ResourceType;
import io.coxswain.schema.Scheme;
import io.vertx.core.buffer.Buffer;

/** Stored objects in the versions and forms they are served in. */
public final class Views {
  static final Gvk METADATA_KIND = new Gvk("meta.k8s.io", "v1", "PartialObjectMetadata");

  private final Scheme scheme;

  public Views(Scheme scheme) {
    this.scheme = scheme;
  }

  Scheme scheme() {
    return scheme;
  }

  /** The object in the version of {@code type}, resourceVersion included. */
  public JsonObject object(ResourceType type, Entry entry) {
    JsonObject stored =
        entry.revision() > 0 ? entry.object() : Meta.without(entry.object(), "resourceVersion");
    return convert(type, stored);
  }

  /** An object in its storage version, converted to the version of {@code type} and encoded. */
  private JsonObject convert(ResourceType type, JsonObject stored) {
    String served = type.kind().apiVersion();
    if (type.isCustom()) {
      // The schema may have changed since: prune and default as if it were written now.
      JsonObject decoded = Decoder.decode(type.type(), stored.with("apiVersion", served));
      return Encoder.encode(type.type(), Defaults.apply(type.type(), decoded));
    }
    if (served.equals(stored.string("apiVersion"))) {
      return stored;
    }
    // Conversions know objects as strategies do: without the fields printed when empty.
    JsonObject decoded = Decoder.decode(scheme.type(Gvk.of(stored)), stored);
    JsonObject converted = Strategies.of(type).convert(decoded, served);
    return Encoder.encode(type.type(), converted);
  }

  private static long generation(ResourceType type) {
    return type.isCustom() ? type.custom().generation() : 0;
  }

  /** Whether objects may have to be converted to be served as {@code type}. */
  boolean isConverted(ResourceType type) {
    return type.isCustom() || !type.kind().apiVersion().equals(type.storageVersion());
  }

  static JsonObject metadataOnly(JsonObject object, String formVersion) {
    return JsonObject.builder()
        .put("kind", "PartialObjectMetadata")
        .put("apiVersion", "meta.k8s.io/" + formVersion)
        .put("metadata", object.get("metadata"))
        .build();
  }

  /** The object's JSON, whole or as the item of a list. */
  void json(ResourceType type, Entry entry, boolean item, Buffer out) {
    String served = type.kind().apiVersion();
    byte[] text = entry.array();
    int from = entry.offset();
    int length = entry.length();
    if (type.isCustom() || !served.equals(entry.version())) {
      // Converted frames leave the resourceVersion to the splice as stored ones do.
      text =
          entry
              .frames()
              .of(
                  new Frames.Form(served, ApiResponse.JSON, "Object", generation(type)),
                  () -> JsonWriter.bytes(Meta.without(object(type, entry), "resourceVersion")));
      from = 0;
      length = text.length;
    }
    if (item) {
      Splice.item(text, from, length, entry.revision(), out);
    } else {
      Splice.object(text, from, length, entry.revision(), out);
    }
  }

  /** The object's metadata form as JSON. */
  byte[] metadataJson(ResourceType type, Entry entry, String formVersion) {
    return entry
        .frames()
        .of(
            new Frames.Form(formVersion, ApiResponse.JSON, "Metadata", generation(type)),
            () -> JsonWriter.bytes(metadataOnly(object(type, entry), formVersion)));
  }

  /** The object's protobuf message, without an envelope. */
  byte[] protobuf(ResourceType type, Entry entry) {
    return entry
        .frames()
        .of(
            new Frames.Form(type.kind().apiVersion(), "protobuf", "Object", generation(type)),
            () -> ProtobufEnvelope.message(Protobuf.encode(object(type, entry), scheme)));
  }

  /** The protobuf message of the object's metadata form. */
  byte[] metadataProtobuf(ResourceType type, Entry entry, String formVersion) {
    return entry
        .frames()
        .of(
            new Frames.Form(formVersion, "protobuf", "Metadata", generation(type)),
            () ->
                ProtobufEnvelope.message(
                    Protobuf.encode(metadataOnly(object(type, entry), formVersion), scheme)));
  }
}
