package io.coxswain.torture;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What an arena is made of.
 *
 * @param executable the server's program: native, or a script that starts the JVM
 * @param binaries the shipped PostgreSQL's folder (with {@code bin/})
 * @param base where the arena's folder is made; PostgreSQL's unprivileged user must be able to
 *     enter
 * @param servers 1 to 3; more than 1 need an external PostgreSQL
 * @param route where each server's connections to PostgreSQL lead
 * @param serverEnvironment further variables of the servers
 * @param postgresEnvironment further variables of an external PostgreSQL (LD_PRELOAD …)
 * @param settings further lines of an external PostgreSQL's postgresql.conf
 * @param arguments further arguments of the servers
 */
public record ArenaPlan(
    Path executable,
    Path binaries,
    Path base,
    Storage storage,
    int servers,
    Route route,
    Map<String, String> serverEnvironment,
    Map<String, String> postgresEnvironment,
    List<String> settings,
    List<String> arguments) {

  /** Where server {@code index} is told that PostgreSQL is; a proxy can stand in between. */
  @FunctionalInterface
  public interface Route {
    /**
     * @param postgres the real port on loopback
     * @return the port on loopback given to this server
     */
    int port(int server, int postgres);
  }

  /** The plain arena. */
  public static ArenaPlan of(
      Path executable, Path binaries, Path base, Storage storage, int servers) {
    return new ArenaPlan(
        executable,
        binaries,
        base,
        storage,
        servers,
        (server, port) -> port,
        Map.of(),
        Map.of(),
        List.of(),
        List.of());
  }

  public ArenaPlan withRoute(Route newRoute) {
    return with(newRoute, serverEnvironment, postgresEnvironment, settings, arguments);
  }

  public ArenaPlan withEnvironment(Map<String, String> ofServers, Map<String, String> ofPostgres) {
    return with(route, ofServers, ofPostgres, settings, arguments);
  }

  public ArenaPlan withSettings(List<String> lines) {
    return with(route, serverEnvironment, postgresEnvironment, lines, arguments);
  }

  /** Servers that serve the past only for so long. */
  public ArenaPlan withWatchHistory(String length) {
    return with(
        route,
        serverEnvironment,
        postgresEnvironment,
        settings,
        List.of("--watch-history", length));
  }

  private ArenaPlan with(
      Route newRoute,
      Map<String, String> ofServers,
      Map<String, String> ofPostgres,
      List<String> newSettings,
      List<String> newArguments) {
    return new ArenaPlan(
        executable,
        binaries,
        base,
        storage,
        servers,
        newRoute,
        ofServers,
        ofPostgres,
        newSettings,
        newArguments);
  }

  boolean isForgetful() {
    return !arguments.isEmpty();
  }
}
