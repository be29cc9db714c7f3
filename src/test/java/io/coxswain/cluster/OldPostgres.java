package io.coxswain.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.pgclient.PgConnectOptions;

/**
 * As much of a PostgreSQL server as it takes to say which one it is: it lets everybody in, answers
 * every question with its version, and says of everything else that it is done.
 */
final class OldPostgres {
  private static final int INT4 = 23;

  private final String version;

  /**
   * @param version as {@code server_version_num} has it
   */
  OldPostgres(int version) {
    this.version = Integer.toString(version);
  }

  /** Where it listens. */
  Future<PgConnectOptions> start(Vertx vertx) {
    return vertx
        .createNetServer()
        .connectHandler(socket -> socket.handler(new Conversation(socket)::hear))
        .listen(0, "127.0.0.1")
        .map(
            listening ->
                new PgConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(listening.actualPort())
                    .setDatabase("d")
                    .setUser("u")
                    .setPassword("p"));
  }

  private final class Conversation {
    private final NetSocket socket;
    private Buffer left = Buffer.buffer();
    private boolean greeted;

    Conversation(NetSocket socket) {
      this.socket = socket;
    }

    void hear(Buffer chunk) {
      left.appendBuffer(chunk);
      int type = greeted ? 1 : 0; // the first message has none
      while (left.length() >= type + 4 && left.length() >= type + left.getInt(type)) {
        int end = type + left.getInt(type);
        if (!greeted) {
          greeted = true;
          socket.write(message('R').appendInt(0)); // let in
          socket.write(text('S', "client_encoding\0UTF8"));
          socket.write(ready());
        } else if (left.getByte(0) == 'Q') {
          socket.write(answer(left.getString(5, end - 1)));
        }
        left = left.getBuffer(end, left.length());
        type = 1;
      }
    }
  }

  private Buffer answer(String query) {
    if (!query.startsWith("select")) {
      return done(query).appendBuffer(ready());
    }
    Buffer columns =
        message('T').appendShort((short) 1).appendString("version").appendByte((byte) 0);
    columns.appendInt(0).appendShort((short) 0).appendInt(INT4).appendShort((short) 4);
    columns.appendInt(-1).appendShort((short) 0);
    Buffer row = message('D').appendShort((short) 1).appendInt(version.length());
    row.appendString(version);
    return sized(columns)
        .appendBuffer(sized(row))
        .appendBuffer(done("SELECT 1"))
        .appendBuffer(ready());
  }

  private static Buffer done(String tag) {
    return text('C', tag);
  }

  private static Buffer text(char type, String words) {
    return sized(message(type).appendString(words).appendByte((byte) 0));
  }

  private static Buffer ready() {
    return sized(message('Z').appendByte((byte) 'I'));
  }

  private static Buffer message(char type) {
    return Buffer.buffer().appendByte((byte) type).appendInt(8);
  }

  private static Buffer sized(Buffer message) {
    return message.setInt(1, message.length() - 1);
  }
}
