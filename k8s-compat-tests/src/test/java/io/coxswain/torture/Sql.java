package io.coxswain.torture;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL's protocol as far as a judge needs it: trusted login, simple queries, text answers.
 */
public final class Sql implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final DataOutputStream out;

  private Sql(int port, String user, String database) throws IOException {
    socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(new byte[] {0, 3, 0, 0});
    for (String word :
        List.of("user", user, "database", database, "application_name", "torture", "")) {
      body.write(word.getBytes(StandardCharsets.UTF_8));
      body.write(0);
    }
    out.writeInt(body.size() + 4);
    out.write(body.toByteArray());
    out.flush();
    answer();
  }

  /** Logged in without a password. */
  public static Sql open(int port, String user, String database) {
    try {
      return new Sql(port, user, database);
    } catch (IOException e) {
      throw new TortureException("no connection to PostgreSQL on port " + port, e);
    }
  }

  /** The rows, each a list of texts ({@code null} for NULL). */
  public List<List<String>> query(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeByte('Q');
      out.writeInt(bytes.length + 5);
      out.write(bytes);
      out.writeByte(0);
      out.flush();
      return answer();
    } catch (IOException e) {
      throw new TortureException(text, e);
    }
  }

  /** The first field of the first row. */
  public String value(String text) {
    return query(text).getFirst().getFirst();
  }

  private List<List<String>> answer() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    String error = null;
    while (true) {
      int type = in.readUnsignedByte();
      byte[] body = in.readNBytes(in.readInt() - 4);
      switch (type) {
        case 'D' -> rows.add(row(body));
        case 'E' -> error = new String(body, StandardCharsets.UTF_8).replace('\0', ' ');
        case 'R' -> {
          if (body[3] != 0) {
            throw new IOException("PostgreSQL wants a password");
          }
        }
        case 'Z' -> {
          if (error != null) {
            throw new IOException(error);
          }
          return rows;
        }
        default -> {
          // descriptions, notices and parameters do not matter here
        }
      }
      if (error != null && error.contains("FATAL")) {
        throw new IOException(error);
      }
    }
  }

  private static List<String> row(byte[] body) {
    var data = java.nio.ByteBuffer.wrap(body);
    int fields = data.getShort();
    List<String> row = new ArrayList<>();
    for (int i = 0; i < fields; i++) {
      int length = data.getInt();
      if (length < 0) {
        row.add(null);
      } else {
        byte[] field = new byte[length];
        data.get(field);
        row.add(new String(field, StandardCharsets.UTF_8));
      }
    }
    return row;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new TortureException("close", e);
    }
  }
}
