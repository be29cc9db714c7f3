package io.coxswain.node.serve;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.node.runtime.PodAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Connections to ports inside pods. A port that listens on the pod's address is reached from the
 * node; one that listens on the pod's 127.0.0.1 only through a shell in the pod's network
 * namespace.
 */
final class PodPorts {
  private static final int CONNECT_MILLIS = 5000;

  /** A connection; closing it ends both ways. */
  interface Connection extends AutoCloseable {
    InputStream input() throws IOException;

    OutputStream output() throws IOException;

    /** No more will be written. */
    void end() throws IOException;

    @Override
    void close();
  }

  private final PodAccess access;

  PodPorts(PodAccess access) {
    this.access = access;
  }

  /** The pod, which must run. */
  JsonObject pod(String namespace, String name, String uid) {
    JsonObject pod =
        access
            .pod(namespace, name, uid)
            .orElseThrow(() -> ApiException.notFound(Gvr.core("pods"), name));
    if (!"Running".equals(pod.object("status").string("phase"))) {
      throw ApiException.badRequest("unable to forward port because pod is not running");
    }
    return pod;
  }

  Connection connect(JsonObject pod, int port) throws IOException {
    Optional<Path> namespace = access.networkNamespace(Meta.namespace(pod), Meta.name(pod));
    if (namespace.isEmpty()) {
      return socket("127.0.0.1", port);
    }
    try {
      return socket(pod.object("status").string("podIP", ""), port);
    } catch (IOException e) {
      return shell(namespace.get(), port, e);
    }
  }

  private static Connection socket(String address, int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return new Connection() {
      @Override
      public InputStream input() throws IOException {
        return socket.getInputStream();
      }

      @Override
      public OutputStream output() throws IOException {
        return socket.getOutputStream();
      }

      @Override
      public void end() throws IOException {
        socket.shutdownOutput();
      }

      @Override
      public void close() {
        try {
          socket.close();
        } catch (IOException e) {
          return; // it is gone either way
        }
      }
    };
  }

  /** The shell says a byte when it is connected, then only carries. */
  private static Connection shell(Path namespace, int port, IOException first) throws IOException {
    String script =
        "exec 3<>/dev/tcp/127.0.0.1/" + port + " || exit 1; printf +; cat <&3 & cat >&3; wait";
    Process process =
        new ProcessBuilder("nsenter", "--net=" + namespace, "bash", "-c", script).start();
    if (process.getInputStream().read() != '+') {
      process.destroyForcibly();
      throw first;
    }
    return new Connection() {
      @Override
      public InputStream input() {
        return process.getInputStream();
      }

      @Override
      public OutputStream output() {
        return process.getOutputStream();
      }

      @Override
      public void end() throws IOException {
        process.getOutputStream().close();
      }

      @Override
      public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    };
  }
}
