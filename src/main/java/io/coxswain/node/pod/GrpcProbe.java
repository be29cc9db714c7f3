package io.coxswain.node.pod;

import io.coxswain.wire.GrpcHealth;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Asks a server for its gRPC health, worded as kubelet's pkg/probe/grpc. Blocks. */
final class GrpcProbe {
  private static final List<String> CODES =
      List.of(
          "OK",
          "Canceled",
          "Unknown",
          "InvalidArgument",
          "DeadlineExceeded",
          "NotFound",
          "AlreadyExists",
          "PermissionDenied",
          "ResourceExhausted",
          "FailedPrecondition",
          "Aborted",
          "OutOfRange",
          "Unimplemented",
          "Internal",
          "Unavailable",
          "DataLoss",
          "Unauthenticated");

  private static final int BUFFER = 16 * 1024;

  private GrpcProbe() {}

  static ProbeOutcome check(String host, int port, String service, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    String address = NetworkProbe.authority(host, port);
    Socket connected;
    try {
      connected = NetworkProbe.connect(host, port, timeout);
    } catch (SocketTimeoutException e) {
      return ProbeOutcome.bad(
          "timeout: failed to connect service \""
              + address
              + "\" within "
              + GoDuration.text(timeout)
              + ": context deadline exceeded");
    } catch (IOException e) {
      return ProbeOutcome.bad(
          "error: failed to connect service at \""
              + address
              + "\": "
              + NetworkProbe.dial(host, port, e));
    }
    GrpcHealth health = new GrpcHealth();
    try (Socket socket = connected) {
      socket.getOutputStream().write(GrpcHealth.request(address, service));
      converse(socket, health, deadline);
    } catch (SocketTimeoutException e) {
      return ProbeOutcome.bad(
          "timeout: health rpc did not complete within " + GoDuration.text(timeout));
    } catch (IOException e) {
      return ProbeOutcome.bad("error: health rpc probe failed: " + e.getMessage());
    }
    return judge(health);
  }

  private static void converse(Socket socket, GrpcHealth health, long deadline) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[BUFFER];
    while (!health.isDone()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout((int) left);
      int n = in.read(buffer);
      if (n < 0) {
        throw new IOException("error reading from server: EOF");
      }
      socket.getOutputStream().write(health.receive(Arrays.copyOf(buffer, n)));
    }
  }

  private static ProbeOutcome judge(GrpcHealth health) {
    if (health.code() == GrpcHealth.UNIMPLEMENTED) {
      return ProbeOutcome.bad(
          "error: this server does not implement the grpc health protocol"
              + " (grpc.health.v1.Health): "
              + health.error());
    }
    if (health.code() != 0) {
      return ProbeOutcome.bad(
          "error: health rpc probe failed: rpc error: code = "
              + codeName(health.code())
              + " desc = "
              + health.error());
    }
    return health.status() == GrpcHealth.SERVING
        ? ProbeOutcome.GOOD
        : ProbeOutcome.bad(
            "service unhealthy (responded with \"" + GrpcHealth.name(health.status()) + "\")");
  }

  /** As gRPC's Go implementation prints a code. */
  private static String codeName(int code) {
    return code >= 0 && code < CODES.size() ? CODES.get(code) : "Code(" + code + ")";
  }
}
