package io.coxswain.torture.environment;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** One connection through the proxy: two pumps that pass whole messages on. */
final class ProxiedConnection {
  private final PostgresProxy proxy;
  private final Socket server;
  private final Socket postgres;

  private volatile boolean answering;

  /** Nothing passes before this: monotonic nanoseconds. */
  private volatile long heldUntil = System.nanoTime();

  ProxiedConnection(PostgresProxy proxy, Socket server, Socket postgres) {
    this.proxy = proxy;
    this.server = server;
    this.postgres = postgres;
  }

  void start() throws IOException {
    server.setTcpNoDelay(true);
    postgres.setTcpNoDelay(true);
    Thread.ofPlatform().daemon().start(() -> pump(server, postgres, true));
    Thread.ofPlatform().daemon().start(() -> pump(postgres, server, false));
  }

  private void pump(Socket from, Socket to, boolean fromServer) {
    try {
      DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
      OutputStream out = to.getOutputStream();
      boolean first = fromServer;
      while (true) {
        int type = first ? 0 : in.readUnsignedByte();
        int length = in.readInt();
        byte[] body = in.readNBytes(length - 4);
        first = false;
        Cut cut = proxy.armed.get();
        boolean here =
            cut != null
                && type != 0
                && cut.isAt(fromServer, type, body, answering)
                && proxy.armed.compareAndSet(cut, null);
        byte[] message = message(type, length, body);
        if (here && !happens(cut, out, message)) {
          return;
        }
        if (fromServer && (type == 'B' || type == 'Q')) {
          answering = Cut.isBatch(type, body);
        }
        hold();
        out.write(message);
        if (in.available() == 0) {
          out.flush();
        }
      }
    } catch (IOException e) {
      // Either end is gone: so is the other.
      close();
    }
  }

  /** Whether the message is to be passed on after all. */
  private boolean happens(Cut cut, OutputStream out, byte[] message) throws IOException {
    if (cut.half && cut.act != Cut.Act.HOLD) {
      out.write(message, 0, message.length / 2);
      out.flush();
    }
    if (cut.act == Cut.Act.HOLD || cut.act == Cut.Act.SILENCE) {
      heldUntil = System.nanoTime() + cut.holdMillis * 1_000_000;
    }
    cut.done();
    hold();
    if (cut.act == Cut.Act.HOLD) {
      return true;
    }
    if (cut.act == Cut.Act.RESET) {
      server.setSoLinger(true, 0);
      postgres.setSoLinger(true, 0);
    }
    close();
    return false;
  }

  private void hold() {
    for (long left = heldUntil - System.nanoTime();
        left > 0;
        left = heldUntil - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static byte[] message(int type, int length, byte[] body) {
    int head = type == 0 ? 4 : 5;
    byte[] message = new byte[head + body.length];
    if (type != 0) {
      message[0] = (byte) type;
    }
    for (int i = 0; i < 4; i++) {
      message[head - 4 + i] = (byte) (length >>> (24 - 8 * i));
    }
    System.arraycopy(body, 0, message, head, body.length);
    return message;
  }

  void close() {
    proxy.forget(this);
    PostgresProxy.closeQuietly(server);
    PostgresProxy.closeQuietly(postgres);
  }
}
