package io.coxswain.node.podman;

import io.coxswain.json.Json;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Calls of libpod's REST API, one connection each: Podman is on this machine, and a service that
 * was restarted between two calls is then not noticed. Methods block.
 */
final class PodmanClient {
  private static final Duration SHORT = Duration.ofMinutes(2);
  private final Path socket;
  private final ScheduledExecutorService deadlines;
  private volatile String prefix; // "/v5.0.0/libpod", known after the first answer

  /**
   * @param deadlines closes connections that take too long: channels have no read time-out
   */
  PodmanClient(Path socket, ScheduledExecutorService deadlines) {
    this.socket = socket;
    this.deadlines = deadlines;
  }

  Path socket() {
    return socket;
  }

  /** The answer's JSON; {@link JsonNull} where it has no body. */
  Json call(String method, String path, Json body) {
    return call(method, path, body, Map.of(), SHORT);
  }

  Json call(String method, String path, Json body, Map<String, String> headers, Duration limit) {
    byte[] answer = bytes(method, path, body, headers, limit);
    try {
      return answer.length == 0 ? JsonNull.NULL : JsonParser.parse(answer);
    } catch (JsonException e) {
      throw ApiException.internal("Podman answered no JSON to " + path + ": " + e.getMessage());
    }
  }

  /** As {@link #call}, where the answer tells nothing: Podman sends a bare id after an update. */
  void send(String method, String path, Json body) {
    bytes(method, path, body, Map.of(), SHORT);
  }

  JsonObject object(String method, String path, Json body) {
    return call(method, path, body) instanceof JsonObject o ? o : JsonObject.EMPTY;
  }

  private byte[] bytes(
      String method, String path, Json body, Map<String, String> headers, Duration limit) {
    try (UnixConnection connection = UnixConnection.open(socket)) {
      ScheduledFuture<?> deadline =
          deadlines.schedule(connection::close, limit.toMillis(), TimeUnit.MILLISECONDS);
      try {
        HttpHead head = exchange(connection, method, path, body, headers, "close");
        return head.body(connection.in()).readAllBytes();
      } catch (IOException e) {
        throw failed(deadline, path, e);
      } finally {
        deadline.cancel(false);
      }
    }
  }

  /** As {@link #lines}, on a connection of its own and with a limit of time. */
  void linesOf(
      String method,
      String path,
      Map<String, String> headers,
      Duration limit,
      Predicate<JsonObject> each) {
    try (UnixConnection connection = UnixConnection.open(socket)) {
      ScheduledFuture<?> deadline =
          deadlines.schedule(connection::close, limit.toMillis(), TimeUnit.MILLISECONDS);
      try {
        HttpHead head = exchange(connection, method, path, null, headers, "close");
        JsonLines.read(head.body(connection.in()), each);
      } catch (IOException e) {
        throw failed(deadline, path, e);
      } finally {
        deadline.cancel(false);
      }
    }
  }

  /**
   * Reads the answer's lines, each a JSON object, until it ends or {@code each} says stop (false).
   */
  void lines(String path, UnixConnection connection, Predicate<JsonObject> each) {
    try {
      HttpHead head = exchange(connection, "GET", path, null, Map.of(), "close");
      JsonLines.read(head.body(connection.in()), each);
    } catch (IOException e) {
      throw unreachable(path, e);
    }
  }

  UnixConnection connect() {
    return UnixConnection.open(socket);
  }

  /** A call after which both directions carry raw bytes. The caller closes the connection. */
  UnixConnection hijack(String path, Json body) {
    UnixConnection connection = UnixConnection.open(socket);
    try {
      exchange(connection, "POST", path, body, Map.of("upgrade", "tcp"), "Upgrade");
      return connection;
    } catch (IOException e) {
      connection.close();
      throw unreachable(path, e);
    } catch (ApiException e) {
      connection.close();
      throw e;
    }
  }

  private HttpHead exchange(
      UnixConnection connection,
      String method,
      String path,
      Json body,
      Map<String, String> headers,
      String connectionHeader)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("connection", connectionHeader);
    byte[] bytes = body == null ? new byte[0] : JsonWriter.bytes(body);
    if (body != null) {
      all.put("content-type", "application/json");
    }
    connection.out().write(HttpHead.request(method, prefix() + path, all, bytes));
    HttpHead head = HttpHead.read(connection.in());
    if (head.code() >= 400) {
      throw error(head.code(), head.body(connection.in()));
    }
    return head;
  }

  /** Podman 4 refuses paths of version 5. */
  private String prefix() {
    String known = prefix;
    if (known != null) {
      return known;
    }
    try (UnixConnection connection = UnixConnection.open(socket)) {
      byte[] ping =
          HttpHead.request("GET", "/libpod/_ping", Map.of("connection", "close"), new byte[0]);
      connection.out().write(ping);
      HttpHead head = HttpHead.read(connection.in());
      String version = head.headers().getOrDefault("libpod-api-version", "5.0.0");
      prefix = version.startsWith("4.") ? "/v4.0.0/libpod" : "/v5.0.0/libpod";
      return prefix;
    } catch (IOException e) {
      throw unreachable("/libpod/_ping", e);
    }
  }

  private static ApiException error(int code, InputStream body) throws IOException {
    String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
    String message = text;
    try {
      if (JsonParser.parse(text) instanceof JsonObject o) {
        message = o.string("message", text);
      }
    } catch (JsonException e) {
      message = text;
    }
    Reason reason =
        switch (code) {
          case 404 -> Reason.NOT_FOUND;
          case 409 -> Reason.CONFLICT;
          case 400 -> Reason.BAD_REQUEST;
          case 503 -> Reason.SERVICE_UNAVAILABLE;
          default -> Reason.INTERNAL_ERROR;
        };
    return new ApiException(Status.failure(reason, message.strip()));
  }

  private static ApiException failed(ScheduledFuture<?> deadline, String path, IOException e) {
    return deadline.isDone()
        ? ApiException.timeout("Podman did not answer " + path + " in time")
        : unreachable(path, e);
  }

  private static ApiException unreachable(String path, IOException e) {
    return ApiException.unavailable("Podman went away during " + path + ": " + e.getMessage());
  }
}
