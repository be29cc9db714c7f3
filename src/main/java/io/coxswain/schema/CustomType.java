package io.coxswain.schema;

import io.coxswain.json.JsonObject;
import java.util.List;

/**
 * What a custom resource has beyond a {@link ResourceType}: data of one version of its
 * CustomResourceDefinition.
 *
 * @param schema {@code openAPIV3Schema}, empty where there is none
 * @param status whether {@code /status} is separate
 * @param scale the paths of {@code subresources.scale}, empty without
 * @param columns {@code additionalPrinterColumns}
 * @param selectableFields paths without the leading dot
 * @param listKind the kind of lists
 * @param warning what every request is warned of, empty for nothing
 * @param generation grows with each change of the definition: no form made under another one may be
 *     served
 */
public record CustomType(
    JsonObject schema,
    boolean status,
    JsonObject scale,
    List<JsonObject> columns,
    List<String> selectableFields,
    String listKind,
    String warning,
    long generation) {}
