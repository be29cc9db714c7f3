package io.coxswain.controller.bootstrap;

/** Where a server that is alive can be reached: its advertised address and its HTTPS port. */
public record ServerAddress(String ip, int port) {
  /** Whether it reaches nobody but this machine; the API refuses such endpoints. */
  boolean isLoopback() {
    return ip.startsWith("127.") || ip.equals("::1");
  }
}
