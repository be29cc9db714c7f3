import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** HTTP/1.1 on one kept connection, one request at a time: as little as a load driver needs. */
final class Http implements Closeable {
  record Response(int status, String body) {
    /** Fails unless it is a success. */
    Response good() {
      if (status / 100 != 2) {
        throw new IllegalStateException(status + " " + body);
      }
      return this;
    }
  }

  private final Closeable connection;
  private final InputStream in;
  private final OutputStream out;
  private boolean chunked;
  private int length;

  Http(Closeable connection, InputStream in, OutputStream out) {
    this.connection = connection;
    this.in = new BufferedInputStream(in, 16 << 10);
    this.out = out;
  }

  Response call(String method, String path, String body) throws IOException {
    int status = begin(method, path, body);
    return new Response(
        status, new String(chunked ? chunks() : in.readNBytes(length), StandardCharsets.UTF_8));
  }

  /** Sends the request and reads the head; {@link #line} then reads the events of a watch. */
  int begin(String method, String path, String body) throws IOException {
    byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + content.length
            + "\r\n\r\n";
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + content.length);
    request.write(head.getBytes(StandardCharsets.US_ASCII));
    request.write(content);
    out.write(request.toByteArray());
    out.flush();
    int status = Integer.parseInt(text().split(" ")[1]);
    chunked = false;
    length = 0;
    for (String line = text(); !line.isEmpty(); line = text()) {
      String low = line.toLowerCase(Locale.ROOT);
      if (low.startsWith("content-length:")) {
        length = Integer.parseInt(low.substring(15).strip());
      } else if (low.startsWith("transfer-encoding:") && low.contains("chunked")) {
        chunked = true;
      }
    }
    return status;
  }

  private byte[] chunk = {};
  private int at;

  /** One line of a chunked answer; {@code null} at its end. */
  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      if (at == chunk.length) {
        chunk = in.readNBytes(Integer.parseInt(text(), 16));
        at = 0;
        text();
        if (chunk.length == 0) {
          return null;
        }
      }
      int from = at;
      while (at < chunk.length && chunk[at] != '\n') {
        at++;
      }
      line.write(chunk, from, at - from);
      if (at < chunk.length) {
        at++;
        return line.toString(StandardCharsets.UTF_8);
      }
    }
  }

  /** Reads a chunked answer to its end, keeping nothing; its bytes. */
  long drain() throws IOException {
    long sum = 0;
    for (int size = Integer.parseInt(text(), 16); size > 0; size = Integer.parseInt(text(), 16)) {
      in.skipNBytes(size);
      sum += size;
      text();
    }
    text();
    return sum;
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(text(), 16); size > 0; size = Integer.parseInt(text(), 16)) {
      all.write(in.readNBytes(size));
      text();
    }
    text();
    return all.toByteArray();
  }

  private String text() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int one = in.read(); one != '\n'; one = in.read()) {
      if (one < 0) {
        throw new IOException("the connection was closed");
      }
      if (one != '\r') {
        line.append((char) one);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
