package io.coxswain.schema;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvk;
import java.nio.ByteBuffer;

/**
 * Kubernetes' protobuf: an object is the four bytes {@code k8s\0} and a runtime.Unknown message
 * with apiVersion, kind and the object's own message.
 */
public final class Protobuf {
  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";
  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private Protobuf() {}

  /** True where the bytes begin as a protobuf object does. */
  public static boolean isEnvelope(byte[] bytes) {
    return bytes.length >= MAGIC.length
        && bytes[0] == MAGIC[0]
        && bytes[1] == MAGIC[1]
        && bytes[2] == MAGIC[2]
        && bytes[3] == MAGIC[3];
  }

  /** True where protobuf can carry the type: not Tables, not custom resources. */
  public static boolean supports(StructType type) {
    return type != null && (type.fields().isEmpty() || !type.layout().entries().isEmpty());
  }

  /** What an envelope says it holds. */
  public static Gvk kindOf(byte[] envelope) {
    return open(envelope).kind;
  }

  /**
   * The object of an envelope, in the form {@link Decoder} gives: pruned, canonical, without the
   * fields printed when empty.
   *
   * @throws ApiException BadRequest for what is no envelope, of an unknown kind or malformed
   */
  public static JsonObject decode(byte[] envelope, Scheme scheme) {
    return decode(envelope, scheme, null);
  }

  /**
   * As {@link #decode(byte[], Scheme)}, reading an envelope that names no kind as {@code expected}.
   */
  public static JsonObject decode(byte[] envelope, Scheme scheme, Gvk expected) {
    Opened opened = open(envelope);
    Gvk kind = opened.kind.kind().isEmpty() && expected != null ? expected : opened.kind;
    StructType type = scheme.type(kind);
    if (!supports(type)) {
      throw ApiException.badRequest(
          "no kind \"%s\" is registered for version \"%s\""
              .formatted(kind.kind(), kind.apiVersion()));
    }
    JsonObject head =
        type.field("kind") == null
            ? JsonObject.EMPTY
            : JsonObject.builder()
                .put("kind", kind.kind())
                .put("apiVersion", kind.apiVersion())
                .build();
    ProtobufReader in = opened.raw == null ? new ProtobufReader(new byte[0]) : opened.raw;
    return new ProtobufDecoder(scheme).struct(type, in, head);
  }

  private record Opened(Gvk kind, ProtobufReader raw) {}

  private static Opened open(byte[] envelope) {
    if (!isEnvelope(envelope)) {
      throw ApiException.badRequest(
          "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
    }
    ProtobufReader in = new ProtobufReader(envelope, MAGIC.length);
    String apiVersion = "";
    String kind = "";
    ProtobufReader raw = null;
    for (int number = in.next(); number != 0; number = in.next()) {
      switch (number) {
        case 1 -> {
          ProtobufReader meta = in.message();
          for (int part = meta.next(); part != 0; part = meta.next()) {
            switch (part) {
              case 1 -> apiVersion = meta.string();
              case 2 -> kind = meta.string();
              default -> meta.skip();
            }
          }
        }
        case 2 -> raw = in.message();
        default -> in.skip();
      }
    }
    return new Opened(Gvk.of(apiVersion, kind), raw);
  }

  /**
   * The envelope of an object.
   *
   * @throws ApiException NotAcceptable for a kind without protobuf form
   */
  public static byte[] encode(JsonObject object, Scheme scheme) {
    Gvk kind = Gvk.of(object);
    StructType type = scheme.type(kind);
    if (!supports(type)) {
      throw ApiException.notAcceptable(
          "object %s does not implement the protobuf marshalling interface and cannot be encoded to a protobuf message"
              .formatted(kind));
    }
    ProtobufWriter out = new ProtobufWriter(1_024);
    out.string(4, ""); // contentType
    out.string(3, ""); // contentEncoding
    int before = out.length();
    new ProtobufEncoder(out).message(type.layout(), object);
    out.delimit(2, before);
    before = out.length();
    out.string(2, kind.kind());
    out.string(1, object.string("apiVersion", ""));
    out.delimit(1, before);
    out.raw(MAGIC);
    return out.toByteArray();
  }

  /**
   * A frame of a watch ({@code application/vnd.kubernetes.protobuf;stream=watch}): four bytes of
   * length, big-endian, and a bare WatchEvent message around the object's envelope.
   *
   * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED}, {@code BOOKMARK}, {@code ERROR}
   */
  public static byte[] watchFrame(String type, byte[] envelope) {
    ProtobufWriter out = new ProtobufWriter(envelope.length + 32);
    int before = out.length();
    out.bytes(1, envelope);
    out.delimit(2, before);
    out.string(1, type);
    out.raw(ByteBuffer.allocate(4).putInt(out.length()).array());
    return out.toByteArray();
  }
}
