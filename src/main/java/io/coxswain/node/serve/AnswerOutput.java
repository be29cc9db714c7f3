package io.coxswain.node.serve;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** The body of an answer as a stream: its head goes out with the first bytes; writing waits. */
final class AnswerOutput extends OutputStream {
  private final HttpServerResponse response;

  AnswerOutput(HttpServerResponse response) {
    this.response = response;
    response.setChunked(true);
    response.putHeader("Content-Type", "text/plain");
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b});
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > 0) {
      Wait.on(response.write(Buffer.buffer(Arrays.copyOfRange(bytes, offset, offset + length))));
    }
  }
}
