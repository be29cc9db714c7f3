package io.coxswain.torture.environment;

import io.coxswain.torture.TortureException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between servers and PostgreSQL and understands where messages begin and end. It can be
 * armed with one {@link Cut}, which happens to the first connection that comes to its step, and be
 * led to another PostgreSQL.
 */
public final class PostgresProxy implements AutoCloseable {
  private final Set<ServerSocket> listening = ConcurrentHashMap.newKeySet();
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  final AtomicReference<Cut> armed = new AtomicReference<>();
  private volatile int target;

  /** Listens for one server; the port it is told. */
  public int port(int server, int postgres) {
    target = postgres;
    try {
      ServerSocket socket = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
      listening.add(socket);
      Thread.ofPlatform().daemon().name("proxy-" + server).start(() -> accept(socket));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new TortureException("the proxy cannot listen", e);
    }
  }

  /** New connections lead there; those there are are closed. */
  public void leadTo(int postgres) {
    target = postgres;
    closeAll();
  }

  void closeAll() {
    connections.forEach(ProxiedConnection::close);
  }

  void arm(Cut cut) {
    armed.set(cut);
  }

  void forget(ProxiedConnection connection) {
    connections.remove(connection);
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      Socket server = null;
      try {
        server = socket.accept();
        Socket postgres = new Socket();
        postgres.connect(new InetSocketAddress("127.0.0.1", target), 2000);
        ProxiedConnection connection = new ProxiedConnection(this, server, postgres);
        connections.add(connection);
        connection.start();
      } catch (IOException e) {
        closeQuietly(server);
      }
    }
  }

  static void closeQuietly(Socket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      throw new TortureException("close", e);
    }
  }

  @Override
  public void close() {
    for (ServerSocket socket : listening) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new TortureException("close", e);
      }
    }
    closeAll();
  }
}
