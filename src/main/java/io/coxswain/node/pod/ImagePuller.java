package io.coxswain.node.pod;

import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.node.runtime.Image;
import io.coxswain.node.runtime.ImageName;
import io.coxswain.node.runtime.RegistryCredentials;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Brings images by their pull policy, with back-off (kubelet's EnsureImageExists). */
final class ImagePuller {
  private final PodContext context;

  ImagePuller(PodContext context) {
    this.context = context;
  }

  /**
   * The image if it is ready, else {@code null}: then the memory says why, and a pull may be under
   * way.
   */
  Image ready(JsonObject spec, ContainerMemory memory) {
    if (memory.image != null) {
      return memory.image;
    }
    if (memory.pulling) {
      return null;
    }
    String name = PodSpecs.name(spec);
    String image = spec.string("image", "");
    String reference = ImageName.normalize(image);
    if (reference == null) {
      if (!memory.waitingReason.equals("InvalidImageName")) {
        String message =
            "Failed to apply default image tag \""
                + image
                + "\": couldn't parse image name \""
                + image
                + "\": invalid reference format";
        memory.waiting("InvalidImageName", message);
        context.event(name, "Warning", "InspectFailed", message);
        context.event(name, "Warning", "Failed", "Error: InvalidImageName");
      }
      return null;
    }
    String policy = spec.string("imagePullPolicy", "IfNotPresent");
    Image present =
        policy.equals("Always") ? null : context.services.runtime().image(reference).orElse(null);
    if (present != null) {
      context.event(
          name,
          "Normal",
          "Pulled",
          "Container image \""
              + image
              + "\" already present on machine and can be accessed by the pod");
      memory.image = present;
      return present;
    }
    if (policy.equals("Never")) {
      String message = "Container image \"" + image + "\" is not present with pull policy of Never";
      if (!memory.waitingReason.equals("ErrImageNeverPull")) {
        context.event(name, "Warning", "ErrImageNeverPull", message);
        context.event(name, "Warning", "Failed", "Error: ErrImageNeverPull");
      }
      memory.waiting("ErrImageNeverPull", message);
      context.wakeAt(context.now().plusSeconds(10));
      return null;
    }
    if (backingOff(name, image, memory)) {
      return null;
    }
    pull(spec, name, image, reference, memory);
    return memory.image;
  }

  private boolean backingOff(String name, String image, ContainerMemory memory) {
    if (memory.pullFailed == null) {
      return false;
    }
    Instant until = memory.pullFailed.plus(context.pulls.delay(image));
    if (!context.now().isBefore(until)) {
      return false;
    }
    context.wakeAt(until);
    if (!memory.waitingReason.equals("ImagePullBackOff")) {
      String message = "Back-off pulling image \"" + image + "\"";
      memory.waiting("ImagePullBackOff", message + ": " + memory.pullError);
      context.event(name, "Normal", "BackOff", message);
      context.event(name, "Warning", "Failed", "Error: ImagePullBackOff");
    }
    return true;
  }

  private void pull(
      JsonObject spec, String name, String image, String reference, ContainerMemory memory) {
    context.event(name, "Normal", "Pulling", "Pulling image \"" + image + "\"");
    memory.pulling = true;
    Instant begun = context.now();
    JsonObject pod = context.pod;
    context.background(
        () -> {
          try {
            RegistryCredentials credentials = credentials(pod, ImageName.registry(reference));
            Image pulled = context.services.runtime().pull(reference, credentials);
            return () -> pulled(name, image, memory, pulled, begun);
          } catch (ApiException e) {
            return () -> failed(name, image, memory, e);
          }
        });
  }

  private void pulled(
      String name, String image, ContainerMemory memory, Image pulled, Instant begun) {
    memory.pulling = false;
    memory.image = pulled;
    memory.pullFailed = null;
    context.pulls.reset(image);
    String took = Duration.between(begun, context.now()).toMillis() + "ms";
    context.event(
        name,
        "Normal",
        "Pulled",
        "Successfully pulled image \""
            + image
            + "\" in "
            + took
            + " ("
            + took
            + " including waiting). Image size: "
            + pulled.sizeBytes()
            + " bytes.");
  }

  private void failed(String name, String image, ContainerMemory memory, ApiException e) {
    memory.pulling = false;
    Instant now = context.now();
    if (!e.is(Reason.SERVICE_UNAVAILABLE)) {
      context.pulls.next(image, memory.pullFailed == null ? now : memory.pullFailed, now);
    }
    memory.pullFailed = now;
    memory.pullError = "ErrImagePull: " + e.getMessage();
    memory.waiting("ErrImagePull", e.getMessage());
    context.event(
        name, "Warning", "Failed", "Failed to pull image \"" + image + "\": " + e.getMessage());
    context.event(name, "Warning", "Failed", "Error: ErrImagePull");
    context.wakeAt(now.plusSeconds(1));
  }

  /** From the pod's image pull secrets: the first one that names the registry. */
  private RegistryCredentials credentials(JsonObject pod, String registry) {
    for (JsonObject reference : pod.object("spec").objects("imagePullSecrets")) {
      JsonObject secret =
          context
              .services
              .objects()
              .secret(Meta.namespace(pod), reference.string("name", ""))
              .orElse(JsonObject.EMPTY);
      String encoded = secret.object("data").string(".dockerconfigjson");
      if (encoded == null) {
        continue;
      }
      try {
        JsonObject auths =
            JsonParser.parseObject(Base64.getDecoder().decode(encoded)).object("auths");
        for (String server : auths.names()) {
          String host = server.replaceFirst("^https?://", "").replaceFirst("/.*", "");
          boolean hub = registry.equals("docker.io") && host.equals("index.docker.io");
          if (host.equals(registry) || hub) {
            return login(auths.object(server), host);
          }
        }
      } catch (JsonException | IllegalArgumentException e) {
        throw ApiException.badRequest(
            "image pull secret " + reference.string("name", "") + " cannot be read");
      }
    }
    return null;
  }

  private static RegistryCredentials login(JsonObject auth, String server) {
    String user = auth.string("username", "");
    String password = auth.string("password", "");
    String both = auth.string("auth", "");
    if (user.isEmpty() && !both.isEmpty()) {
      String text = new String(Base64.getDecoder().decode(both), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      user = colon < 0 ? text : text.substring(0, colon);
      password = colon < 0 ? "" : text.substring(colon + 1);
    }
    return new RegistryCredentials(user, password, server);
  }
}
