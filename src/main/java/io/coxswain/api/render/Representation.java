package io.coxswain.api.render;

import io.coxswain.kube.ApiException;
import java.util.List;

/**
 * How a client wants objects: an encoding, a form, and the version of the form.
 *
 * @param formVersion of {@code meta.k8s.io} for TABLE and METADATA, else empty
 */
public record Representation(Encoding encoding, Form form, String formVersion, boolean pretty) {
  public static final Representation JSON =
      new Representation(Encoding.JSON, Form.OBJECT, "", false);

  /** The encodings served. */
  public enum Encoding {
    JSON("application/json"),
    YAML("application/yaml"),
    PROTOBUF("application/vnd.kubernetes.protobuf");

    private final String mediaType;

    Encoding(String mediaType) {
      this.mediaType = mediaType;
    }

    public String mediaType() {
      return mediaType;
    }
  }

  /** The forms of an object or list. */
  public enum Form {
    OBJECT,
    TABLE,
    METADATA
  }

  /**
   * The best form and encoding a client accepts.
   *
   * @param accept the header, {@code null} or empty for anything
   * @param list whether a list (or watch) is asked for: metadata then is named by its list kind
   * @param watch only framed encodings
   * @throws ApiException NotAcceptable
   */
  public static Representation negotiate(
      String accept, boolean list, boolean watch, boolean pretty) {
    return negotiate(accept, list, watch, pretty, true);
  }

  /**
   * As above.
   *
   * @param protobuf whether whole objects have a protobuf form, which custom resources lack
   */
  public static Representation negotiate(
      String accept, boolean list, boolean watch, boolean pretty, boolean protobuf) {
    if (accept == null || accept.isBlank()) {
      return new Representation(Encoding.JSON, Form.OBJECT, "", pretty);
    }
    for (MediaType range : MediaType.accepted(accept)) {
      Encoding encoding = encoding(range, watch);
      if (encoding == null) {
        continue;
      }
      Form form = form(range, list, watch);
      boolean has = protobuf || encoding != Encoding.PROTOBUF || form != Form.OBJECT;
      if (form != null && has) {
        String version = form == Form.OBJECT ? "" : range.parameters().get("v");
        return new Representation(encoding, form, version, pretty);
      }
    }
    throw ApiException.notAcceptable(
        "only the following media types are accepted: "
            + (watch
                ? "application/json, application/vnd.kubernetes.protobuf, application/json;stream=watch,"
                    + " application/vnd.kubernetes.protobuf;stream=watch"
                : "application/json, application/yaml, application/vnd.kubernetes.protobuf"));
  }

  private static Encoding encoding(MediaType range, boolean watch) {
    String stream = range.parameters().get("stream");
    if (stream != null && !(watch && stream.equals("watch"))) {
      return null;
    }
    for (Encoding encoding : Encoding.values()) {
      if (range.covers(encoding.mediaType) && !(watch && encoding == Encoding.YAML)) {
        return encoding;
      }
    }
    return null;
  }

  private static Form form(MediaType range, boolean list, boolean watch) {
    String as = range.parameters().get("as");
    if (as == null) {
      return Form.OBJECT;
    }
    if (!"meta.k8s.io".equals(range.parameters().get("g"))
        || !List.of("v1", "v1beta1").contains(range.parameters().getOrDefault("v", ""))) {
      return null;
    }
    return switch (as) {
      case "Table" -> Form.TABLE;
      case "PartialObjectMetadata" -> !list || watch ? Form.METADATA : null;
      case "PartialObjectMetadataList" -> list && !watch ? Form.METADATA : null;
      default -> null;
    };
  }

  public Representation withForm(Form form) {
    return new Representation(encoding, form, form == Form.OBJECT ? "" : formVersion, pretty);
  }

  public String contentType() {
    return encoding.mediaType;
  }

  /** JSON streams carry no parameter, others do, as upstream. */
  public String watchContentType() {
    return encoding == Encoding.JSON ? encoding.mediaType : encoding.mediaType + ";stream=watch";
  }
}
