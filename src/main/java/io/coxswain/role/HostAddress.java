package io.coxswain.role;

import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;

/** The address of this machine that others most likely reach. */
final class HostAddress {
  private HostAddress() {}

  /** The source address of the default route, else any that is not loopback, else loopback. */
  static String find() {
    try (DatagramSocket socket = new DatagramSocket()) {
      // Connecting a datagram socket sends nothing; it only asks the routing table.
      socket.connect(new InetSocketAddress("192.0.2.1", 9));
      InetAddress local = socket.getLocalAddress();
      if (local instanceof Inet4Address
          && !local.isAnyLocalAddress()
          && !local.isLoopbackAddress()) {
        return local.getHostAddress();
      }
    } catch (SocketException | java.io.UncheckedIOException e) {
      // no default route: look at the interfaces
    }
    return firstOfInterfaces();
  }

  private static String firstOfInterfaces() {
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InetAddress address : Collections.list(each.getInetAddresses())) {
          if (address instanceof Inet4Address && !address.isLoopbackAddress()) {
            return address.getHostAddress();
          }
        }
      }
    } catch (SocketException e) {
      // then there is only loopback
    }
    return "127.0.0.1";
  }
}
