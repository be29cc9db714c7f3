package io.coxswain.node.podman;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Decodes {@code transfer-encoding: chunked}; each read returns what has arrived. */
final class ChunkedInput extends InputStream {
  private final InputStream in;
  private long left; // of the current chunk
  private boolean first = true;
  private boolean ended;

  ChunkedInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = in.read(bytes, offset, (int) Math.min(left, length));
    if (count < 0) {
      throw new EOFException("connection closed inside a chunk");
    }
    left -= count;
    return count;
  }

  private void nextChunk() throws IOException {
    if (!first) {
      HttpHead.line(in);
    }
    first = false;
    String line = HttpHead.line(in);
    int semicolon = line.indexOf(';');
    String size = (semicolon < 0 ? line : line.substring(0, semicolon)).trim();
    try {
      left = Long.parseLong(size, 16);
    } catch (NumberFormatException e) {
      throw new IOException("bad chunk size: " + line, e);
    }
    if (left == 0) {
      ended = true;
      while (!HttpHead.line(in).isEmpty()) {
        // Trailers carry nothing of interest.
        continue;
      }
    }
  }
}
