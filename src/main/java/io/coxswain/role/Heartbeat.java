package io.coxswain.role;

import io.coxswain.client.KubeClient;
import io.coxswain.cluster.Replicas;
import io.coxswain.cluster.ServerReplica;
import io.coxswain.controller.bootstrap.ClusterFacts;
import io.coxswain.controller.bootstrap.KubernetesService;
import io.coxswain.controller.bootstrap.ServerAddress;
import io.coxswain.kube.Version;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Says that this server is alive and keeps {@code default/kubernetes} pointing at the servers that
 * are. Seldom, as every beat is a write to flash storage.
 */
final class Heartbeat {
  private static final Duration EVERY = Duration.ofSeconds(60);

  /** After this long without a beat a server is held for gone. */
  static final Duration SILENCE = Duration.ofSeconds(150);

  private final Replicas replicas;
  private final KubernetesService service;
  private final ServerReplica self = new ServerReplica();

  Heartbeat(
      KubeClient client,
      ClusterFacts facts,
      Replicas replicas,
      ServerRole.Prepared prepared,
      InstantSource clock) {
    this.replicas = replicas;
    this.service = new KubernetesService(client, facts);
    self.id = id(prepared);
    self.host = HostName.find().orElse("localhost");
    self.address = prepared.advertiseAddress();
    self.port = prepared.config().listenPort();
    self.version = Version.COXSWAIN;
    self.started = clock.instant();
  }

  /** The same at every start of the same server. */
  private static UUID id(ServerRole.Prepared prepared) {
    String what = prepared.advertiseAddress() + prepared.config().dataDir();
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * One beat.
   *
   * @return how long to wait for the next
   */
  Duration beat() {
    replicas.beat(self).await().indefinitely();
    replicas.sweep(SILENCE.multipliedBy(4)).await().indefinitely();
    service.reconcile(
        replicas.alive(SILENCE).await().indefinitely().stream()
            .map(replica -> new ServerAddress(replica.address, replica.port))
            .toList());
    return EVERY;
  }
}
