package io.coxswain.torture.environment;

import io.coxswain.torture.Arena;
import io.coxswain.torture.Fault;
import io.coxswain.torture.Ready;
import io.coxswain.torture.ServerProcess;
import io.coxswain.torture.Wait;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocket;

/**
 * The clock of the servers, of PostgreSQL or of both jumps a year forth or back, stays there for a
 * while and jumps back. While a server's clock is wrong it rightly refuses certificates that are
 * not valid by it; what counts is that nothing is lost and that everything heals.
 */
public final class ClockStep implements Fault {
  private static final long YEAR = 366L * 86_400;

  private final SetClock servers;
  private final SetClock postgres;
  private int strikes;

  ClockStep(SetClock servers, SetClock postgres) {
    this.servers = servers;
    this.postgres = postgres;
  }

  @Override
  public String name() {
    return "clock steps of a year";
  }

  @Override
  public void strike(Arena arena, RandomGenerator random) {
    long by = strikes % 2 == 0 ? YEAR : -YEAR;
    int which = strikes / 2 % 3;
    strikes++;
    if (which != 1) {
      servers.set(by);
    }
    if (which != 0) {
      postgres.set(by);
    }
    if (random.nextInt(3) == 0) {
      // A start at a wrong time is where certificates are made.
      arena.any(random).kill();
      arena.servers().stream()
          .filter(server -> !server.isAlive())
          .forEach(server -> server.start());
    }
    LockSupport.parkNanos((1_000 + random.nextInt(3_000)) * 1_000_000L);
    servers.set(0);
    postgres.set(0);
    arena.damaged();
    arena.awaitServing();
    arena.servers().forEach(ClockStep::awaitTrusted);
  }

  /** Who verifies what the server shows may do so at the true time. */
  private static void awaitTrusted(ServerProcess server) {
    Wait.until(
        "a certificate of server " + server.index() + " that is valid",
        Duration.ofSeconds(90),
        () -> {
          try (SSLSocket socket =
              (SSLSocket)
                  Ready.context(null).getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.startHandshake();
            ((X509Certificate) socket.getSession().getPeerCertificates()[0]).checkValidity();
            return true;
          }
        });
  }
}
