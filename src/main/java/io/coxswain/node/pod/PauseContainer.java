package io.coxswain.node.pod;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.ContainerSpec;
import io.coxswain.node.runtime.Image;
import io.coxswain.node.runtime.Labels;
import io.coxswain.node.runtime.NamespaceSpec;
import io.coxswain.node.runtime.ResourceSpec;
import io.coxswain.node.runtime.Sandbox;
import io.coxswain.node.runtime.SecuritySpec;
import java.util.List;
import java.util.Map;

/** The first process of a shared process namespace. */
final class PauseContainer {
  private static final String IMAGE = "registry.k8s.io/pause:3.10";

  private PauseContainer() {}

  /** The id of the running container. */
  static String start(PodContext context, String label) {
    ContainerRuntime runtime = context.services.runtime();
    Image image = runtime.image(IMAGE).orElseGet(() -> runtime.pull(IMAGE, null));
    String uid = Meta.uid(context.pod);
    Sandbox sandbox = context.sandbox;
    String id =
        runtime.create(
            new ContainerSpec(
                "k8s_POD_" + uid,
                image.id().replace("sha256:", ""),
                Map.of(
                    Labels.POD_UID,
                    uid,
                    Labels.NODE,
                    context.services.node().name(),
                    label,
                    "true"),
                List.of(),
                List.of(),
                Map.of(),
                "",
                List.of(),
                List.of(),
                new NamespaceSpec(
                    ContainerSpecs.pinned(sandbox.network()),
                    ContainerSpecs.pinned(sandbox.ipc()),
                    ContainerSpecs.pinned(sandbox.uts()),
                    NamespaceSpec.PRIVATE),
                new SecuritySpec(
                    "", List.of(), false, List.of(), true, true, "unconfined", "", false),
                new ResourceSpec(2, 0, 0, 0),
                "",
                false,
                false,
                false,
                null,
                ""));
    try {
      runtime.start(id);
      return id;
    } catch (ApiException e) {
      runtime.remove(id);
      throw e;
    }
  }
}
