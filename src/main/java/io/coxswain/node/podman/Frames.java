package io.coxswain.node.podman;

import io.coxswain.node.runtime.StreamOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Output of a hijacked connection: raw with a terminal, else in frames of {@code [stream 0 0 0
 * length(4)]} followed by the bytes, where stream 2 is standard error.
 */
final class Frames {
  private static final int HEADER = 8;
  private static final int CHUNK = 32_768;

  private Frames() {}

  static void copyRaw(InputStream in, StreamOutput output) throws IOException {
    byte[] buffer = new byte[CHUNK];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      output.write(false, java.util.Arrays.copyOf(buffer, count));
    }
  }

  static void copyFrames(InputStream in, StreamOutput output) throws IOException {
    byte[] header = new byte[HEADER];
    while (true) {
      int read = in.readNBytes(header, 0, HEADER);
      if (read == 0) {
        return;
      }
      if (read < HEADER) {
        throw new EOFException("connection closed inside a frame");
      }
      long left =
          ((header[4] & 0xffL) << 24)
              | ((header[5] & 0xff) << 16)
              | ((header[6] & 0xff) << 8)
              | (header[7] & 0xff);
      // Stream 3 is Podman's own report of an error.
      boolean error = header[0] >= 2;
      while (left > 0) {
        byte[] bytes = in.readNBytes((int) Math.min(left, CHUNK));
        if (bytes.length == 0) {
          throw new EOFException("connection closed inside a frame");
        }
        left -= bytes.length;
        output.write(error, bytes);
      }
    }
  }
}
