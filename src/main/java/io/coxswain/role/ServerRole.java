package io.coxswain.role;

import io.coxswain.cluster.ServerDirectory;
import io.coxswain.cluster.ServingCertificates;
import io.coxswain.pki.KeyedCertificate;
import io.coxswain.pki.PkiException;
import io.coxswain.pki.Sealing;
import io.coxswain.pki.ServingKeyManager;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * Starts a server: its directory, its database, then Quarkus with the HTTPS server, in which {@link
 * ServerLifecycle} builds the {@link ControlPlane}.
 */
public final class ServerRole {
  private static volatile Prepared prepared; // handed over to the beans Quarkus makes

  /** What is known before Quarkus starts. */
  record Prepared(
      ServerConfig config,
      String advertiseAddress,
      Database database,
      ServerDirectory directory,
      Sealing sealing,
      ServingKeyManager serving,
      AdminKubeconfig kubeconfig,
      SecureRandom random) {}

  private ServerRole() {}

  static Prepared prepared() {
    return prepared;
  }

  /**
   * Runs until the process is told to end.
   *
   * @throws RoleException where it cannot start
   */
  public static int run(ServerConfig config) {
    Supervision.accept();
    DataDirectory.prepare(config.dataDir());
    checkPort(config);
    SecureRandom random = new SecureRandom();
    ServerDirectory directory = new ServerDirectory(config.dataDir());
    String advertise =
        config.advertiseAddress() == null ? advertised(config) : config.advertiseAddress();
    try {
      AdminKubeconfig kubeconfig =
          AdminKubeconfig.begin(
              directory, "https://" + advertise + ":" + config.listenPort(), random);
      Sealing sealing = directory.sealing(random);
      KeyedCertificate shown =
          directory.serving().orElseGet(() -> ServingCertificates.standIn(Instant.now(), random));
      Database database = Database.open(config);
      prepared =
          new Prepared(
              config,
              advertise,
              database,
              directory,
              sealing,
              new ServingKeyManager(shown),
              kubeconfig,
              random);
    } catch (PkiException e) {
      throw new RoleException(e.getMessage());
    }
    configureQuarkus(config);
    Quarkus.run(ServerApplication.class, (code, error) -> fail(error));
    return ServerApplication.exitCode();
  }

  private static void fail(Throwable error) {
    if (error != null) {
      System.err.println("coxswain server: " + error.getMessage());
      Runtime.getRuntime().halt(1);
    }
  }

  private static String advertised(ServerConfig config) {
    String host = config.listenHost();
    return host.equals("0.0.0.0") || host.equals("::") ? HostAddress.find() : host;
  }

  private static void checkPort(ServerConfig config) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(
          new InetSocketAddress(InetAddress.getByName(config.listenHost()), config.listenPort()));
    } catch (IOException e) {
      throw new RoleException(
          "--listen " + config.listen() + ": cannot listen there: " + e.getMessage());
    }
  }

  /** Quarkus reads its settings as system properties; the database may come and go at run time. */
  private static void configureQuarkus(ServerConfig config) {
    System.setProperty("quarkus.http.host", config.listenHost());
    System.setProperty("quarkus.http.ssl-port", Integer.toString(config.listenPort()));
    System.setProperty("quarkus.datasource.reactive.url", "postgresql://localhost:1/unused");
    System.setProperty("quarkus.datasource.username", "unused");
    System.setProperty("quarkus.datasource.password", "unused");
    System.setProperty("quarkus.datasource.reactive.max-size", "3");
    System.setProperty("quarkus.hibernate-orm.database.version-check.enabled", "false");
  }
}
