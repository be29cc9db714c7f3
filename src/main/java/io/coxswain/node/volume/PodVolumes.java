package io.coxswain.node.volume;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Quantity;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The volumes of pods as directories of this node.
 *
 * <p>Volumes that show objects lie in memory, under {@code shownRoot}; emptyDirs lie on disk, under
 * {@code diskRoot}. Both are {@code UID/volumes/NAME}. Every method blocks.
 */
public final class PodVolumes {
  private static final int EVERYBODY = 0777;
  private final Path diskRoot;
  private final Path shownRoot;
  private final Mounts mounts;
  private final InstantSource clock;
  private final Tokens tokens;
  private final Payloads payloads;

  public PodVolumes(
      Path diskRoot, Path shownRoot, Mounts mounts, PodObjects objects, InstantSource clock) {
    this.diskRoot = diskRoot;
    this.shownRoot = shownRoot;
    this.mounts = mounts;
    this.clock = clock;
    this.tokens = new Tokens(objects, clock);
    this.payloads = new Payloads(objects, tokens);
  }

  /**
   * Makes all volumes of the pod, or brings those that show objects up to date.
   *
   * @param pod with its addresses in the status, for the downward API
   * @param allocatable the node's resources
   * @return the host path of each volume by its name
   * @throws ApiException whose message is that of upstream's FailedMount event
   */
  public Map<String, Path> prepare(JsonObject pod, JsonObject allocatable) {
    Map<String, Path> out = new LinkedHashMap<>();
    for (JsonObject volume : pod.object("spec").objects("volumes")) {
      String name = volume.string("name", "");
      if (volume.has("image")) {
        continue; // the runtime mounts it into each container
      }
      try {
        out.put(name, prepare(pod, volume, name, allocatable));
      } catch (IOException e) {
        throw failed(name, ApiException.internal(e));
      } catch (ApiException e) {
        throw failed(name, e);
      }
    }
    return out;
  }

  private static ApiException failed(String volume, ApiException e) {
    String message = "MountVolume.SetUp failed for volume \"" + volume + "\" : " + e.getMessage();
    Reason reason = e.reason();
    return new ApiException(Status.failure(reason, message), e);
  }

  private Path prepare(JsonObject pod, JsonObject volume, String name, JsonObject allocatable)
      throws IOException {
    String uid = Meta.uid(pod);
    JsonObject security = pod.object("spec").object("securityContext");
    Ownership ownership = new Ownership(security.integer("fsGroup", -1));
    if (volume.has("hostPath")) {
      JsonObject source = volume.object("hostPath");
      return HostPaths.check(source.string("path", ""), source.string("type", ""));
    }
    if (volume.has("emptyDir")) {
      return emptyDir(uid, name, volume.object("emptyDir"), ownership);
    }
    Map<String, PayloadFile> files = payloads.of(pod, volume, allocatable);
    if (files == null) {
      throw ApiException.badRequest("no volume plugin matched");
    }
    Path path = volumePath(shownRoot, uid, name);
    new AtomicWriter(path, clock, ownership).write(files);
    return path;
  }

  private Path emptyDir(String uid, String name, JsonObject source, Ownership ownership)
      throws IOException {
    Path path = volumePath(diskRoot, uid, name);
    boolean fresh = !Files.exists(path);
    if (fresh) {
      Files.createDirectories(path);
    }
    if (source.string("medium", "").equals("Memory")) {
      mounts.memory(path, Quantity.of(source.get("sizeLimit")).units());
    }
    if (fresh) {
      Files.setAttribute(path, "unix:mode", EVERYBODY);
      ownership.applyWritable(path);
    }
    return path;
  }

  /** Unmounts and deletes all of a pod's volumes and files; hostPaths stay. */
  public void remove(String podUid) {
    tokens.forget(podUid);
    try {
      for (Path root : new Path[] {diskRoot, shownRoot}) {
        Path directory = root.resolve(podUid);
        if (Files.exists(directory)) {
          mounts.unmountBelow(directory);
          FileTrees.delete(directory);
        }
      }
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  /** The pods that have volumes or files here. */
  public Set<String> podUids() {
    Set<String> out = new HashSet<>();
    for (Path root : new Path[] {diskRoot, shownRoot}) {
      if (Files.isDirectory(root)) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
          entries.forEach(entry -> out.add(entry.getFileName().toString()));
        } catch (IOException e) {
          throw ApiException.internal(e);
        }
      }
    }
    return out;
  }

  /** A directory for other files of the pod that vanish with it (hosts, termination messages). */
  public Path podDirectory(String podUid) {
    return diskRoot.resolve(podUid);
  }

  private static Path volumePath(Path root, String uid, String name) {
    return root.resolve(uid).resolve("volumes").resolve(name);
  }
}
