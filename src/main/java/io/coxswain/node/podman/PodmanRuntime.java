package io.coxswain.node.podman;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Sleeper;
import io.coxswain.kube.Status;
import io.coxswain.node.runtime.AttachSpec;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.ContainerEvent;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.ContainerSpec;
import io.coxswain.node.runtime.ContainerStream;
import io.coxswain.node.runtime.ContainerUsage;
import io.coxswain.node.runtime.ExecSpec;
import io.coxswain.node.runtime.Image;
import io.coxswain.node.runtime.RegistryCredentials;
import io.coxswain.node.runtime.ResourceSpec;
import io.coxswain.node.runtime.StreamOutput;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** Podman behind its REST API. Its service may come and go; containers do not depend on it. */
public final class PodmanRuntime implements ContainerRuntime {
  private static final Duration PULL_LIMIT = Duration.ofMinutes(30);
  private static final Duration START_LIMIT = Duration.ofMinutes(4);
  private final PodmanClient client;
  private final Sleeper sleeper;
  private final boolean privileges = HostPrivileges.mayLowerOomScore();

  /**
   * @param socket where {@code podman system service} listens
   * @param deadlines for time-outs of calls
   */
  public PodmanRuntime(Path socket, ScheduledExecutorService deadlines, Sleeper sleeper) {
    this.sleeper = sleeper;
    this.client = new PodmanClient(socket, deadlines);
  }

  @Override
  public String version() {
    JsonObject version = client.object("GET", "/version", null);
    return "podman://" + version.string("Version", "0.0.0");
  }

  @Override
  public Optional<Image> image(String reference) {
    try {
      return Optional.of(
          Reading.image(client.object("GET", "/images/" + escape(reference) + "/json", null)));
    } catch (ApiException e) {
      // Podman 4.3 answers 500 for an image it does not have.
      if (e.is(Reason.NOT_FOUND) || e.getMessage().contains("image not known")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public List<Image> images() {
    return client.call("GET", "/images/json", null) instanceof JsonArray items
        ? items.objects().stream().map(Reading::image).toList()
        : List.of();
  }

  @Override
  public Image pull(String reference, RegistryCredentials credentials) {
    Map<String, String> headers = Map.of();
    if (credentials != null) {
      JsonObject auth =
          JsonObject.of("username", credentials.username())
              .with("password", credentials.password())
              .with("serveraddress", credentials.server());
      headers =
          Map.of("x-registry-auth", Base64.getUrlEncoder().encodeToString(JsonWriter.bytes(auth)));
    }
    String path = "/images/pull?quiet=true&policy=always&reference=" + escape(reference);
    // The answer is 200 whatever happens; a failure is a line of it.
    List<String> errors = new ArrayList<>();
    client.linesOf(
        "POST",
        path,
        headers,
        PULL_LIMIT,
        line -> {
          if (line.get("error") instanceof JsonString s) {
            errors.add(s.value());
          }
          return true;
        });
    if (!errors.isEmpty()) {
      throw new ApiException(Status.failure(Reason.UNKNOWN, errors.getLast().strip()));
    }
    return image(reference)
        .orElseThrow(() -> ApiException.internal("pulled image " + reference + " is not there"));
  }

  @Override
  public List<Container> list(Map<String, String> labels) {
    List<String> wanted = new ArrayList<>();
    labels.forEach((key, value) -> wanted.add(key + "=" + value));
    JsonObject filters = JsonObject.of("label", JsonArray.ofStrings(wanted));
    Json answer =
        client.call("GET", "/containers/json?all=true&filters=" + escape(filters.text()), null);
    return answer instanceof JsonArray items
        ? items.objects().stream().map(Reading::listed).toList()
        : List.of();
  }

  @Override
  public Optional<Container> inspect(String id) {
    try {
      return Optional.of(
          Reading.inspected(client.object("GET", "/containers/" + id + "/json", null)));
    } catch (ApiException e) {
      if (e.is(Reason.NOT_FOUND)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public String create(ContainerSpec spec) {
    JsonObject body = CreateRequest.of(spec, privileges);
    try {
      return client.object("POST", "/containers/create", body).string("Id", "");
    } catch (ApiException e) {
      if (!e.getMessage().contains("already in use")) {
        throw e;
      }
      // Made by a call whose answer was lost; it cannot have been started.
      remove(spec.name());
      return client.object("POST", "/containers/create", body).string("Id", "");
    }
  }

  @Override
  public void start(String id) {
    client.call("POST", "/containers/" + id + "/start", null, Map.of(), START_LIMIT);
  }

  @Override
  public void update(String id, ResourceSpec resources) {
    // Podman 5.4 checks the health check with every update and refuses the one that is off.
    JsonObject body = CreateRequest.limits(resources).with("no_healthcheck", true);
    try {
      client.send("POST", "/containers/" + id + "/update", body);
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
        throw e;
      }
    }
  }

  @Override
  public void signal(String id, String signal) {
    try {
      client.call("POST", "/containers/" + id + "/kill?signal=" + escape(signal), null);
    } catch (ApiException e) {
      // 404: gone; 409: not running any more.
      if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
        throw e;
      }
    }
  }

  @Override
  public void remove(String id) {
    try {
      client.call("DELETE", "/containers/" + id + "?force=true&v=true&timeout=0&depend=true", null);
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }

  @Override
  public ContainerStream exec(String id, ExecSpec spec, StreamOutput output) {
    JsonObject create =
        JsonObject.builder()
            .put("AttachStdin", spec.stdin())
            .put("AttachStdout", spec.stdout())
            .put("AttachStderr", spec.stderr())
            .put("Tty", spec.terminal())
            .put("Cmd", JsonArray.ofStrings(spec.command()))
            .build();
    String exec = client.object("POST", "/containers/" + id + "/exec", create).string("Id", "");
    JsonObject start = JsonObject.EMPTY.with("Detach", false).with("Tty", spec.terminal());
    UnixConnection connection = client.hijack("/exec/" + exec + "/start", start);
    return PodmanStream.exec(client, sleeper, exec, connection, spec.terminal(), output);
  }

  @Override
  public ContainerStream attach(String id, AttachSpec spec, StreamOutput output) {
    String path =
        "/containers/"
            + id
            + "/attach?logs=false&stream=true&stdin="
            + spec.stdin()
            + "&stdout="
            + spec.stdout()
            + "&stderr="
            + (spec.stderr() && !spec.terminal());
    UnixConnection connection = client.hijack(path, null);
    return PodmanStream.attach(client, sleeper, id, connection, spec.terminal(), output);
  }

  @Override
  public Optional<ContainerUsage> usage(String id) {
    try {
      JsonObject answer =
          client.object("GET", "/containers/stats?stream=false&containers=" + id, null);
      return answer.objects("Stats").stream()
          .findFirst()
          .map(
              s ->
                  new ContainerUsage(
                      s.integer("CPUNano", 0), s.integer("MemUsage", 0), s.integer("PIDs", 0)));
    } catch (ApiException e) {
      if (e.is(Reason.SERVICE_UNAVAILABLE)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  @Override
  public AutoCloseable events(Consumer<ContainerEvent> listener) {
    return PodmanEvents.start(client, sleeper, listener);
  }

  static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
