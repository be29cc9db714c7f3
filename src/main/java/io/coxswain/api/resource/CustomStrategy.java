package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.schema.CustomType;
import io.coxswain.schema.Decoder;
import io.coxswain.schema.Defaults;
import io.coxswain.schema.ResourceType;
import io.coxswain.schema.SchemaValidation;
import java.util.List;

/** Custom resources: their schema is all there is to know. */
final class CustomStrategy extends StandardStrategy {
  private static final Traits RESOURCE = Traits.NAMESPACED.withGeneration().conditional();

  private final ResourceType type;
  private final CustomType custom;

  CustomStrategy(ResourceType type) {
    super(traits(type));
    this.type = type;
    this.custom = type.custom();
  }

  private static Traits traits(ResourceType type) {
    Traits traits = type.namespaced() ? RESOURCE : RESOURCE.inCluster();
    return type.custom().status() ? traits.withStatus() : traits;
  }

  /** What admission added is pruned too. */
  @Override
  public JsonObject defaults(JsonObject object) {
    return Defaults.apply(type.type(), Decoder.decode(type.type(), object));
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    errors.addAll(SchemaValidation.validate(custom.schema(), object, null));
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    errors.addAll(SchemaValidation.validate(custom.schema(), object, old));
  }

  @Override
  void validateStatus(JsonObject object, JsonObject old, List<FieldError> errors) {
    validateBodyUpdate(object, old, errors);
  }

  @Override
  boolean raisesGeneration(JsonObject object, JsonObject old) {
    if (custom.status()) {
      return super.raisesGeneration(object, old);
    }
    return !object.without("metadata", "apiVersion").equals(old.without("metadata", "apiVersion"));
  }

  @Override
  public List<String> warnings(JsonObject object, JsonObject old) {
    return custom.warning().isEmpty() ? List.of() : List.of(custom.warning());
  }

  @Override
  public String selectableField(JsonObject object, String path) {
    if (!custom.selectableFields().contains(path)) {
      return super.selectableField(object, path);
    }
    Json value = SimplePath.first(object, "." + path);
    return value == null ? "" : SimplePath.text(value);
  }

  @Override
  public Columns columns() {
    return CustomColumns.of(custom.columns());
  }
}
