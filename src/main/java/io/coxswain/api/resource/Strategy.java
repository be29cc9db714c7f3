package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import java.util.List;

/**
 * How one kind behaves beyond its type (rest.RESTCreateUpdateStrategy upstream). Pure: objects in,
 * objects out, all in the version named by {@code apiVersion} of the object.
 */
public interface Strategy {

  /** Defaults that depend on other fields (constant ones are in the type table). Idempotent. */
  default JsonObject defaults(JsonObject object) {
    return object;
  }

  /** Before a create: wipe status, set generation, and what the server decides itself. */
  default JsonObject prepareForCreate(JsonObject object) {
    return object;
  }

  /** Before an update of the main resource: keep status, raise generation on spec changes. */
  default JsonObject prepareForUpdate(JsonObject object, JsonObject old) {
    return object;
  }

  /** Before an update through {@code /status}: keep everything but status. */
  default JsonObject prepareForStatusUpdate(JsonObject object, JsonObject old) {
    return old.with("status", object.get("status"));
  }

  default List<FieldError> validate(JsonObject object) {
    return List.of();
  }

  default List<FieldError> validateUpdate(JsonObject object, JsonObject old) {
    return validate(object);
  }

  default List<FieldError> validateStatusUpdate(JsonObject object, JsonObject old) {
    return List.of();
  }

  /** Texts for the {@code Warning} header of a create or update; {@code old} may be null. */
  default List<String> warnings(JsonObject object, JsonObject old) {
    return List.of();
  }

  /** The seconds a graceful delete waits when the request names none; 0: at once. */
  default long gracePeriodSeconds(JsonObject object) {
    return 0;
  }

  /**
   * The seconds a delete of this object waits: 0 for every kind that ends at once.
   *
   * @param requested {@code gracePeriodSeconds} of the DeleteOptions, or {@code null}
   */
  default long deletionGracePeriod(JsonObject object, Long requested) {
    return 0;
  }

  /**
   * The object in another served version of its kind; a pure change of form. The default only
   * renames {@code apiVersion}, as fits kinds whose versions are alike.
   */
  default JsonObject convert(JsonObject object, String apiVersion) {
    return object.with("apiVersion", apiVersion);
  }

  /**
   * The fields a write through {@code subresource} (empty: the object itself) never changes, so
   * that its manager does not come to own them: paths such as {@code status} or {@code
   * metadata.labels}.
   */
  default List<String> resetFields(String subresource) {
    return List.of();
  }

  /** False where a PUT without resourceVersion is refused. */
  default boolean allowUnconditionalUpdate() {
    return true;
  }

  /** True where a PUT of a missing object creates it. */
  default boolean allowCreateOnUpdate() {
    return false;
  }

  /** The propagation of a delete that names none: {@code Background} or {@code Orphan}. */
  default String defaultPropagation() {
    return "Background";
  }

  /** The value of a field selector's path, or {@code null} where the kind does not support it. */
  default String selectableField(JsonObject object, String path) {
    return null;
  }

  /** The columns and cells of server-side printing. */
  default Columns columns() {
    return Columns.DEFAULT;
  }
}
