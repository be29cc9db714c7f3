package io.coxswain.role;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a server is told.
 *
 * @param listen host and port, such as {@code 0.0.0.0:6443}
 * @param advertiseAddress the IP address other machines reach it by; {@code null}: found out
 * @param names further names and addresses for the serving certificate
 * @param datastore {@code postgres://user:password@host:port/database}; {@code null}: embedded
 * @param postgres a folder with PostgreSQL's programs for the embedded one; {@code null}: found out
 * @param watchHistory how far back watches and lists in pages may reach, 2 seconds to 10 minutes
 * @param historyAge how long the past of objects is kept
 * @param historyBytes how much it may take on disk
 */
public record ServerConfig(
    Path dataDir,
    String listen,
    String advertiseAddress,
    List<String> names,
    URI datastore,
    Path postgres,
    Duration watchHistory,
    Duration historyAge,
    long historyBytes) {
  private static final Duration SHORTEST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  public static final String SERVICE_CIDR = "10.96.0.0/12";
  public static final String SERVICE_ADDRESS = "10.96.0.1";
  public static final String DNS_ADDRESS = "10.96.0.10";
  public static final String CLUSTER_CIDR = "10.244.0.0/16";
  public static final String CLUSTER_DOMAIN = "cluster.local";

  /**
   * @throws RoleException where the watches' past is too short to watch or too long to keep, or the
   *     address is none
   */
  public ServerConfig {
    if (watchHistory.compareTo(SHORTEST) < 0 || watchHistory.compareTo(LONGEST) > 0) {
      throw new RoleException(
          "--watch-history " + watchHistory.toSeconds() + "s: expected 2s to 10m");
    }
    if (advertiseAddress != null && !isAddress(advertiseAddress)) {
      throw new RoleException(
          "--advertise-address " + advertiseAddress + ": expected an IP address, such as 10.0.0.1");
    }
  }

  /**
   * @throws RoleException where {@code listen} is not {@code host:port}
   */
  public String listenHost() {
    return listen.substring(0, colon());
  }

  public int listenPort() {
    try {
      int port = Integer.parseInt(listen.substring(colon() + 1));
      if (port > 0 && port < 65_536) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new RoleException("--listen " + listen + ": the port must be a number from 1 to 65535");
  }

  private static boolean isAddress(String text) {
    try {
      return InetAddress.ofLiteral(text) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private int colon() {
    int colon = listen.lastIndexOf(':');
    if (colon <= 0) {
      throw new RoleException("--listen " + listen + ": expected HOST:PORT, such as 0.0.0.0:6443");
    }
    return colon;
  }
}
