package io.coxswain.torture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * Requests to one server, over connections of its own. A request is sent once and never repeated:
 * an {@link IOException} leaves its outcome open.
 */
public final class Api implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(2);

  static {
    System.setProperty("jdk.httpclient.disableRetryConnect", "true");
    System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
  }

  private final URI address;
  private final HttpClient client;
  private final Duration answer;

  Api(URI address, SSLContext credentials) {
    this(address, credentials, ANSWER);
  }

  Api(URI address, SSLContext credentials, Duration answer) {
    this.address = address;
    this.answer = answer;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(credentials)
            .connectTimeout(CONNECT)
            .build();
  }

  public Answer get(String path) throws IOException {
    return send("GET", path, null, null);
  }

  public Answer post(String path, Object body) throws IOException {
    return send("POST", path, body, "application/json");
  }

  public Answer put(String path, Object body) throws IOException {
    return send("PUT", path, body, "application/json");
  }

  public Answer delete(String path, Object options) throws IOException {
    return send("DELETE", path, options, "application/json");
  }

  /**
   * @param type the media type of the patch
   */
  public Answer patch(String path, Object body, String type) throws IOException {
    return send("PATCH", path, body, type);
  }

  /** A stream of lines; closing it closes the connection. */
  public BufferedReader lines(String path) throws IOException {
    try {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(address.resolve(path)).timeout(answer).build(),
              BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        String text = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        throw new StatusException(response.statusCode(), text);
      }
      return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Answer send(String method, String path, Object body, String type) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path)).timeout(answer);
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", type);
      request.method(method, BodyPublishers.ofByteArray(bytes(body)));
    }
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static byte[] bytes(Object body) throws JsonProcessingException {
    return JSON.writeValueAsBytes(body);
  }

  /** Ends all its connections. */
  @Override
  public void close() {
    client.shutdownNow();
  }

  /** The stream was refused. */
  static final class StatusException extends IOException {
    private static final long serialVersionUID = 1;
    private final int status;

    StatusException(int status, String body) {
      super(status + " " + body);
      this.status = status;
    }

    int status() {
      return status;
    }
  }
}
