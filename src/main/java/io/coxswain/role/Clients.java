package io.coxswain.role;

import io.coxswain.api.allocation.ServiceRepairer;
import io.coxswain.api.authn.UserInfo;
import io.coxswain.client.KubeClient;
import io.coxswain.client.SystemTimer;
import io.coxswain.cluster.Authorities;
import io.coxswain.cluster.Replicas;
import io.coxswain.controller.ControllerManager;
import io.coxswain.controller.bootstrap.Bootstrapper;
import io.coxswain.controller.bootstrap.ClusterFacts;
import io.coxswain.controller.standard.StandardControllers;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Leadership;
import io.coxswain.kube.Sleeper;
import io.coxswain.pki.Certificates;
import io.coxswain.scheduler.Scheduler;
import io.coxswain.store.Timing;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/**
 * The clients of the API that run in the server's process: the default objects, the heartbeat of
 * this server, and, while it leads, controllers, scheduler and the repair of Service addresses.
 */
final class Clients implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Clients.class.getName());
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration REPAIR = Duration.ofMinutes(3);
  private static final int NODE_CIDR_BITS = 24;

  /**
   * What they stand on.
   *
   * @param clients a client that acts as the user
   * @param bootstrapped told once the default objects are there
   */
  record Given(
      Function<UserInfo, KubeClient> clients,
      ServerRole.Prepared prepared,
      Authorities authorities,
      Leadership leadership,
      Replicas replicas,
      ServiceRepairer repairer,
      Runnable bootstrapped,
      Timing timing,
      InstantSource clock,
      Sleeper sleeper,
      SecureRandom random) {}

  private final Given given;
  private final ClusterFacts facts;
  private final KubeClient self;
  private final LeaderLease lease;
  private final SystemTimer timer;
  private final ControllerManager controllers;
  private final Thread housekeeping;

  private final Object lock = new Object();
  private Scheduler scheduler; // guarded by lock
  private boolean closed; // guarded by lock

  private Clients(Given given) {
    this.given = given;
    this.facts = facts(given);
    this.self = given.clients().apply(Users.SERVER);
    this.lease =
        new LeaderLease(
            self,
            HostName.find().orElse("localhost") + "_" + facts.serverUrl().replace("https://", ""),
            given.clock());
    this.timer = new SystemTimer(given.clock());
    this.controllers =
        new ControllerManager(
            standard(given),
            user -> given.clients().apply(Users.named(user)),
            timer,
            given.sleeper());
    this.housekeeping = Thread.ofVirtual().name("housekeeping").unstarted(this::keepHouse);
  }

  static Clients start(Given given) {
    Clients clients = new Clients(given);
    clients.housekeeping.start();
    return clients;
  }

  private static List<io.coxswain.controller.ControllerFactory> standard(Given given) {
    return new StandardControllers(
            () -> Certificates.pem(given.authorities().cluster().certificate()),
            (signer, request, usages, expirationSeconds) ->
                signer.sign(
                    given.authorities().cluster(),
                    request,
                    usages,
                    expirationSeconds,
                    given.clock().instant(),
                    given.random()),
            ServerConfig.CLUSTER_CIDR,
            NODE_CIDR_BITS)
        .factories();
  }

  private static ClusterFacts facts(Given given) {
    int port = given.prepared().config().listenPort();
    return new ClusterFacts(
        ServerConfig.SERVICE_CIDR,
        ServerConfig.SERVICE_ADDRESS,
        ServerConfig.DNS_ADDRESS,
        port,
        "https://" + given.prepared().advertiseAddress() + ":" + port,
        Certificates.pem(given.authorities().cluster().certificate()),
        Certificates.pem(given.authorities().frontProxy().certificate()));
  }

  private void keepHouse() {
    Heartbeat heartbeat =
        new Heartbeat(self, facts, given.replicas(), given.prepared(), given.clock());
    Duration sinceRepair = REPAIR;
    boolean made = false;
    while (!Thread.currentThread().isInterrupted()) {
      Duration pause = PAUSE;
      try {
        if (!made) {
          new Bootstrapper(self, facts).run();
          made = true;
          given.bootstrapped().run();
          lead(); // controllers have nothing they may do before their roles are there
        }
        // First, as what follows may fail for want of it.
        if (given.leadership().isLeader() && sinceRepair.compareTo(REPAIR) >= 0) {
          repair();
          sinceRepair = Duration.ZERO;
        }
        pause = heartbeat.beat();
        if (given.leadership().isLeader()) {
          lease.beat();
        }
        ServingCertificate.keep(given.prepared(), given.authorities(), given.clock());
      } catch (ApiException | java.util.concurrent.CompletionException e) {
        LOG.log(
            System.Logger.Level.INFO,
            "housekeeping, again soon: " + ApiException.of(e).getMessage());
      }
      sinceRepair = sinceRepair.plus(pause);
      try {
        given.sleeper().sleep(given.timing().beforeTurn(timer.elapsed().toMillis(), pause));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void repair() {
    given.repairer().run().toCompletionStage().toCompletableFuture().join();
  }

  private void lead() {
    controllers.start(given.leadership());
    given.leadership().onChange(leads -> Thread.ofVirtual().name("leadership").start(this::follow));
  }

  /** Brings the scheduler in line with what leadership says. */
  private void follow() {
    synchronized (lock) {
      boolean lead = !closed && given.leadership().isLeader();
      if (lead && scheduler == null) {
        LOG.log(System.Logger.Level.INFO, "leading: controllers and scheduler run here");
        scheduler =
            Scheduler.start(
                given.clients().apply(Users.SCHEDULER),
                given.clock(),
                given.sleeper(),
                given.random());
        showLead();
      } else if (!lead && scheduler != null) {
        LOG.log(System.Logger.Level.INFO, "not leading: controllers and scheduler stop");
        scheduler.close();
        scheduler = null;
      }
    }
  }

  /** A first time at once; where that fails, the heartbeat tells. */
  private void showLead() {
    try {
      lease.hold();
    } catch (ApiException e) {
      LOG.log(System.Logger.Level.DEBUG, "the leader's Lease is not written yet", e);
    }
  }

  @Override
  public void close() {
    housekeeping.interrupt();
    synchronized (lock) {
      closed = true;
    }
    follow();
    controllers.close();
    timer.close();
  }
}
