package io.coxswain.api.http;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.Gzip;
import io.coxswain.api.render.StreamSink;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Writes answers to one HTTP request: whole, chunked, or as WebSocket frames. */
final class HttpAnswers {
  /** Below this, compressing costs more than it saves (upstream's threshold). */
  private static final int COMPRESS_FROM = 128 * 1024;

  private final HttpServerRequest request;

  HttpAnswers(HttpServerRequest request) {
    this.request = request;
  }

  void send(ApiResponse answer) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    switch (answer.body()) {
      case ApiResponse.Taken taken -> {}
      case ApiResponse.Bytes body -> {
        head(answer);
        whole(body, response);
      }
      case ApiResponse.Streamed body -> {
        if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
          webSocket(answer, body);
        } else {
          head(answer);
          response.setChunked(true);
          response.writeHead();
          body.source().start(new ResponseSink(response));
        }
      }
    }
    if (!(answer.body() instanceof ApiResponse.Taken) && !request.isEnded()) {
      request.resume();
    }
  }

  private void head(ApiResponse answer) {
    HttpServerResponse response = request.response();
    response.setStatusCode(answer.code());
    if (!answer.contentType().isEmpty()) {
      response.putHeader("Content-Type", answer.contentType());
    }
    answer.headers().forEach(header -> response.headers().add(header.getKey(), header.getValue()));
  }

  private void whole(ApiResponse.Bytes given, HttpServerResponse response) {
    byte[] bytes = given.bytes();
    byte[] body = bytes;
    String accepts = request.getHeader("Accept-Encoding");
    if (bytes.length >= COMPRESS_FROM && accepts != null && accepts.contains("gzip")) {
      body = given.gzip() == null ? Gzip.compressed(bytes) : given.gzip();
      response.putHeader("Content-Encoding", "gzip");
    }
    if (response.getStatusCode() == 304) {
      response.end();
    } else if (request.method() == HttpMethod.HEAD) {
      response.putHeader("Content-Length", Integer.toString(body.length)).end();
    } else {
      response.end(Buffer.buffer(body));
    }
  }

  /** Each chunk becomes a frame: text for JSON, binary for protobuf. */
  private void webSocket(ApiResponse answer, ApiResponse.Streamed body) {
    boolean text = answer.contentType().startsWith(ApiResponse.JSON);
    request
        .toWebSocket()
        .onSuccess(
            socket ->
                body.source()
                    .start(
                        new StreamSink() {
                          @Override
                          public void write(Buffer chunk) {
                            if (text) {
                              socket.writeTextMessage(chunk.toString());
                            } else {
                              socket.writeBinaryMessage(chunk);
                            }
                          }

                          @Override
                          public boolean isFramed() {
                            return true;
                          }

                          @Override
                          public boolean isFull() {
                            return socket.writeQueueFull();
                          }

                          @Override
                          public void onDrain(Runnable action) {
                            socket.drainHandler(ignored -> action.run());
                          }

                          @Override
                          public void onClose(Runnable action) {
                            socket.closeHandler(ignored -> action.run());
                          }

                          @Override
                          public void end() {
                            socket.close();
                          }
                        }));
  }

  /** A chunked response as a sink. */
  private record ResponseSink(HttpServerResponse response) implements StreamSink {
    @Override
    public void write(Buffer chunk) {
      response.write(chunk);
    }

    @Override
    public boolean isFramed() {
      return false;
    }

    @Override
    public boolean isFull() {
      return response.writeQueueFull();
    }

    @Override
    public void onDrain(Runnable action) {
      response.drainHandler(ignored -> action.run());
    }

    @Override
    public void onClose(Runnable action) {
      response.closeHandler(ignored -> action.run());
      response.exceptionHandler(ignored -> {});
    }

    @Override
    public void end() {
      if (!response.ended() && !response.closed()) {
        response.end();
      }
    }
  }
}
