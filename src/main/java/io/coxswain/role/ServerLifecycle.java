package io.coxswain.role;

import io.coxswain.cluster.Authorities;
import io.coxswain.cluster.DatabaseAuthorityStore;
import io.coxswain.cluster.Identities;
import io.coxswain.cluster.JoinTokens;
import io.coxswain.cluster.PlatformAccess;
import io.coxswain.cluster.PlatformDatabase;
import io.coxswain.cluster.Replicas;
import io.coxswain.cluster.backup.BackupAccess;
import io.coxswain.cluster.history.HistoryAccess;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Sleeper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/** Joins Quarkus' life with the {@link ControlPlane}'s. */
@Singleton
final class ServerLifecycle {
  private static final System.Logger LOG = System.getLogger(ServerLifecycle.class.getName());
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** How long a database that was never seen may stay away. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final PlatformDatabase platform;
  private final DatabaseAuthorityStore authorityStore;
  private final Identities identities;
  private final JoinTokens joinTokens;
  private final Replicas replicas;
  private final PlatformAccess access;
  private final HistoryAccess history;
  private final BackupAccess backups;
  private final FrontDoor frontDoor = new FrontDoor();
  private final Sleeper sleeper = new SystemSleeper();
  private volatile ControlPlane controlPlane;
  private volatile Thread starting;

  ServerLifecycle(
      Vertx vertx,
      PlatformDatabase platform,
      DatabaseAuthorityStore authorityStore,
      Identities identities,
      JoinTokens joinTokens,
      Replicas replicas,
      PlatformAccess access,
      HistoryAccess history,
      BackupAccess backups) {
    this.vertx = vertx;
    this.platform = platform;
    this.authorityStore = authorityStore;
    this.identities = identities;
    this.joinTokens = joinTokens;
    this.replicas = replicas;
    this.access = access;
    this.history = history;
    this.backups = backups;
  }

  /** Everything but the platform's own API is Kubernetes'. */
  void mount(@Observes Router router) {
    router
        .route()
        .order(Integer.MIN_VALUE)
        .handler(
            context -> {
              // A client that breaks its connection off is nobody's trouble.
              context.request().connection().exceptionHandler(gone -> {});
              if (context.request().path() != null
                  && context.request().path().startsWith("/platform/")) {
                context.next();
              } else {
                frontDoor.handle(context.request());
              }
            });
  }

  void started(@Observes StartupEvent event) {
    starting = Thread.ofVirtual().name("start").start(this::start);
  }

  void stopping(@Observes ShutdownEvent event) {
    Thread thread = starting;
    if (thread != null) {
      thread.interrupt();
    }
    ControlPlane running = controlPlane;
    if (running != null) {
      running.close();
    }
    ServerRole.prepared().database().stop();
  }

  private void start() {
    ServerRole.Prepared prepared = ServerRole.prepared();
    InstantSource clock = InstantSource.system();
    Instant giveUp = clock.instant().plus(PATIENCE);
    // One that has its certificate has worked with this database, and waits for it however long.
    boolean worked = prepared.directory().serving().isPresent();
    Duration pause = PAUSE;
    String said = "";
    while (!Thread.currentThread().isInterrupted()) {
      try {
        platform.migrate().await().indefinitely();
        Authorities authorities =
            Authorities.loadOrCreate(authorityStore, prepared.sealing(), clock, prepared.random())
                .toCompletableFuture()
                .get();
        identities.loadOrCreate(UUID.randomUUID()).await().indefinitely();
        controlPlane =
            ControlPlane.start(
                vertx,
                prepared,
                authorities,
                clock,
                joinTokens,
                replicas,
                access,
                history,
                backups,
                frontDoor);
        return;
      } catch (InterruptedException e) {
        return;
      } catch (Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String trouble = String.valueOf(cause.getMessage());
        boolean given = prepared.config().datastore() != null;
        boolean hopeless = cause instanceof ApiException refusal && refusal.is(Reason.BAD_REQUEST);
        if (hopeless || given && !worked && clock.instant().isAfter(giveUp)) {
          System.err.println("coxswain: " + (given ? "--datastore: " : "") + trouble);
          ServerApplication.end(1);
          return;
        }
        frontDoor.waitingFor(trouble);
        if (!trouble.equals(said)) {
          said = trouble;
          LOG.log(System.Logger.Level.WARNING, "not started yet: " + trouble);
        }
        LOG.log(System.Logger.Level.DEBUG, "not started yet", e);
        if (!waited(pause)) {
          return;
        }
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : pause.multipliedBy(2);
      }
    }
  }

  private boolean waited(Duration pause) {
    try {
      sleeper.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
