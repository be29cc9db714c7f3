package io.coxswain.node.podman;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The head of an HTTP/1.1 response.
 *
 * @param headers by lower-case name
 */
record HttpHead(int code, Map<String, String> headers) {
  private static final int MAX_LINE = 65_536;

  /** Reads up to and including the empty line; interim responses but 101 are skipped. */
  static HttpHead read(InputStream in) throws IOException {
    while (true) {
      HttpHead head = readOne(in);
      if (head.code >= 200 || head.code == 101) {
        return head;
      }
    }
  }

  private static HttpHead readOne(InputStream in) throws IOException {
    String status = line(in);
    String[] parts = status.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
      throw new IOException("no HTTP response: " + status);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).trim().toLowerCase(Locale.ROOT);
        headers.put(name, line.substring(colon + 1).trim());
      }
    }
    try {
      return new HttpHead(Integer.parseInt(parts[1].trim()), headers);
    } catch (NumberFormatException e) {
      throw new IOException("no HTTP response: " + status, e);
    }
  }

  /** The body behind this head, which ends where HTTP says it does. */
  InputStream body(InputStream in) {
    if (code == 204 || code == 304) {
      return InputStream.nullInputStream();
    }
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return new ChunkedInput(in);
    }
    String length = headers.get("content-length");
    return length == null ? in : new FixedInput(in, Long.parseLong(length));
  }

  /** One line without its end, in ISO 8859-1. */
  static String line(InputStream in) throws IOException {
    StringBuilder out = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("connection closed inside an HTTP head");
      }
      if (out.length() > MAX_LINE) {
        throw new IOException("HTTP line too long");
      }
      out.append((char) b);
    }
    int end = out.length();
    if (end > 0 && out.charAt(end - 1) == '\r') {
      out.setLength(end - 1);
    }
    return out.toString();
  }

  static byte[] request(String method, String path, Map<String, String> headers, byte[] body) {
    StringBuilder out = new StringBuilder();
    out.append(method).append(' ').append(path).append(" HTTP/1.1\r\nhost: podman\r\n");
    headers.forEach((name, value) -> out.append(name).append(": ").append(value).append("\r\n"));
    if (body.length > 0 || method.equals("POST")) {
      out.append("content-length: ").append(body.length).append("\r\n");
    }
    byte[] head = out.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }
}
