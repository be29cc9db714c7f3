package io.coxswain.api.stream;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import java.util.List;

/** Which container of a pod is meant, in upstream's words where none or several are. */
final class Containers {
  private Containers() {}

  static String choose(JsonObject pod, String asked) {
    JsonObject spec = pod.object("spec");
    List<String> names = names(spec, "containers");
    List<String> initial = names(spec, "initContainers");
    List<String> ephemeral = names(spec, "ephemeralContainers");
    if (!asked.isEmpty()) {
      if (names.contains(asked) || initial.contains(asked) || ephemeral.contains(asked)) {
        return asked;
      }
      throw ApiException.badRequest(
          "container " + asked + " is not valid for pod " + Meta.name(pod));
    }
    if (names.size() == 1) {
      return names.getFirst();
    }
    StringBuilder text =
        new StringBuilder("a container name must be specified for pod " + Meta.name(pod));
    if (!names.isEmpty()) {
      text.append(", choose one of: ").append(words(names));
      if (!initial.isEmpty()) {
        text.append(" or one of the init containers: ").append(words(initial));
      }
      if (!ephemeral.isEmpty()) {
        text.append(" or one of the ephemeral containers: ").append(words(ephemeral));
      }
    }
    throw ApiException.badRequest(text.toString());
  }

  private static List<String> names(JsonObject spec, String field) {
    return spec.objects(field).stream().map(c -> c.string("name", "")).toList();
  }

  private static String words(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }
}
