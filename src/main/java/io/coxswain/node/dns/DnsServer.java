package io.coxswain.node.dns;

import io.coxswain.kube.Sleeper;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/**
 * Listens on one address over UDP and TCP, on virtual threads. An address that is not there yet is
 * tried again until it is: it comes with the node's network.
 */
public final class DnsServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DnsServer.class.getName());
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final int AT_ONCE = 256;
  private static final int IDLE_MILLIS = 10_000;

  private final InetSocketAddress address;
  private final Responder responder;
  private final Sleeper sleeper;
  private final Semaphore slots = new Semaphore(AT_ONCE);
  private volatile boolean closed;
  private volatile DatagramSocket datagrams;
  private volatile ServerSocket streams;
  private Thread udp;
  private Thread tcp;

  public DnsServer(InetSocketAddress address, Responder responder, Sleeper sleeper) {
    this.address = address;
    this.responder = responder;
    this.sleeper = sleeper;
  }

  /** Starts listening; does nothing the second time. */
  public synchronized void start() {
    if (udp != null) {
      return;
    }
    udp = Thread.ofVirtual().name("dns-udp").start(() -> repeat(this::serveDatagrams));
    tcp = Thread.ofVirtual().name("dns-tcp").start(() -> repeat(this::serveStreams));
  }

  private interface Serving {
    void run() throws IOException;
  }

  private void repeat(Serving serving) {
    boolean told = false;
    while (!closed) {
      try {
        serving.run();
      } catch (IOException e) {
        if (!closed && !told) {
          told = true;
          LOG.log(System.Logger.Level.INFO, "DNS waits for " + address + ": " + e.getMessage());
        }
      }
      try {
        sleeper.sleep(AGAIN);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void serveDatagrams() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(address)) {
      datagrams = socket;
      byte[] buffer = new byte[4096];
      while (!closed) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        byte[] message = Arrays.copyOf(packet.getData(), packet.getLength());
        Query query = Query.parse(message);
        if (query == null || responder.isNear(query)) {
          reply(socket, packet, responder.answer(message, false));
        } else if (slots.tryAcquire()) {
          forward(socket, packet, query);
        }
      }
    }
  }

  /** Others may take their time: not on the thread that receives. */
  private void forward(DatagramSocket socket, DatagramPacket packet, Query query) {
    DatagramPacket back = new DatagramPacket(new byte[0], 0, packet.getSocketAddress());
    Thread.ofVirtual()
        .name("dns-forward")
        .start(
            () -> {
              try {
                reply(socket, back, responder.answer(query, false));
              } finally {
                slots.release();
              }
            });
  }

  private static void reply(DatagramSocket socket, DatagramPacket to, byte[] answer) {
    if (answer == null) {
      return;
    }
    try {
      socket.send(new DatagramPacket(answer, answer.length, to.getSocketAddress()));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "an answer to " + to.getSocketAddress() + " is lost", e);
    }
  }

  private void serveStreams() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
      streams = socket;
      while (!closed) {
        Socket connection = socket.accept();
        if (slots.tryAcquire()) {
          Thread.ofVirtual().name("dns-stream").start(() -> converse(connection));
        } else {
          connection.close();
        }
      }
    }
  }

  private void converse(Socket connection) {
    try (connection) {
      connection.setSoTimeout(IDLE_MILLIS);
      DataInputStream in = new DataInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      while (!closed) {
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        byte[] answer = responder.answer(message, true);
        if (answer == null) {
          return;
        }
        byte[] framed = new byte[answer.length + 2];
        framed[0] = (byte) (answer.length >>> 8);
        framed[1] = (byte) answer.length;
        System.arraycopy(answer, 0, framed, 2, answer.length);
        out.write(framed);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.TRACE, "a DNS connection ended", e);
    } finally {
      slots.release();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (AutoCloseable socket : new AutoCloseable[] {datagrams, streams}) {
      try {
        if (socket != null) {
          socket.close();
        }
      } catch (Exception e) {
        LOG.log(System.Logger.Level.DEBUG, "closing", e);
      }
    }
    if (udp != null) {
      udp.interrupt();
      tcp.interrupt();
    }
  }
}
