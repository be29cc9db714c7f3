package io.coxswain.api.admission;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The default among classes that carry an annotation: the newest, then by name. */
final class DefaultClass {
  private DefaultClass() {}

  static Optional<String> of(List<JsonObject> classes, String... annotations) {
    return classes.stream()
        .filter(c -> marked(c, annotations))
        .min(
            Comparator.comparing(
                    (JsonObject c) -> Meta.of(c).string("creationTimestamp", ""),
                    Comparator.reverseOrder())
                .thenComparing(Meta::name))
        .map(Meta::name);
  }

  private static boolean marked(JsonObject object, String... annotations) {
    for (String annotation : annotations) {
      if ("true".equals(Meta.annotation(object, annotation))) {
        return true;
      }
    }
    return false;
  }
}
