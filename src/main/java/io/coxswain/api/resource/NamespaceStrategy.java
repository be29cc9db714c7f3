package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Names;
import java.util.List;

/** Namespaces. Their end waits for {@code spec.finalizers}, which {@code /finalize} empties. */
final class NamespaceStrategy extends StandardStrategy {
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  NamespaceStrategy() {
    super(Traits.CLUSTER.withStatus().named(Names::dnsLabel));
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    String name = Meta.name(object);
    return name.isEmpty() ? object : Meta.withLabel(object, NAME_LABEL, name);
  }

  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    List<String> finalizers = object.object("spec").strings("finalizers");
    JsonObject out =
        finalizers.contains("kubernetes")
            ? object
            : object.withAt(
                JsonArray.ofStrings(finalizers).with(Json.of("kubernetes")), "spec", "finalizers");
    return out.with("status", JsonObject.of("phase", "Active"));
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject object, JsonObject old) {
    return super.prepareForUpdate(object, old)
        .withAt(old.objectAt("spec").get("finalizers"), "spec", "finalizers");
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    int i = 0;
    for (String finalizer : object.object("spec").strings("finalizers")) {
      Check.invalid(
          "spec.finalizers[" + i++ + "]", finalizer, Names.qualifiedName(finalizer), errors);
    }
  }

  @Override
  void validateStatus(JsonObject object, JsonObject old, List<FieldError> errors) {
    boolean deleting = Meta.isDeleting(object);
    String phase = object.object("status").string("phase", "");
    if (deleting && !phase.equals("Terminating")) {
      errors.add(
          FieldError.invalid(
              "status.Phase",
              phase,
              "may only be 'Terminating' if `deletionTimestamp` is not empty"));
    } else if (!deleting && !phase.equals("Active")) {
      errors.add(
          FieldError.invalid(
              "status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty"));
    }
  }

  @Override
  public String selectableField(JsonObject object, String path) {
    return switch (path) {
      case "status.phase" -> object.object("status").string("phase", "");
      case "name" -> Meta.name(object);
      default -> super.selectableField(object, path);
    };
  }

  @Override
  public Columns columns() {
    return CoreColumns.NAMESPACES;
  }
}
