package io.coxswain.role;

import io.coxswain.client.KubeClient;
import io.coxswain.client.RemoteOptions;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Sleeper;
import io.coxswain.node.NodeCredentials;
import io.coxswain.node.runtime.PodAccess;
import io.coxswain.node.serve.Caller;
import io.coxswain.node.serve.KubeletServer;
import io.coxswain.pki.KeyedCertificate;
import io.coxswain.pki.Renewal;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The kubelet's API: opened once its certificate is there, renewed while it runs. */
final class KubeletEndpoint implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(KubeletEndpoint.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final NodeCredentials credentials;
  private final KubeClient client;
  private final RemoteOptions options;
  private final PodAccess pods;
  private final String address;
  private final int port;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final Thread thread = Thread.ofVirtual().name("kubelet-api").unstarted(this::run);
  private KubeletServer server; // of the thread, until it ended

  KubeletEndpoint(
      Vertx vertx,
      NodeCredentials credentials,
      KubeClient client,
      RemoteOptions options,
      PodAccess pods,
      String address,
      int port,
      InstantSource clock,
      Sleeper sleeper) {
    this.vertx = vertx;
    this.credentials = credentials;
    this.client = client;
    this.options = options;
    this.pods = pods;
    this.address = address;
    this.port = port;
    this.clock = clock;
    this.sleeper = sleeper;
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      Duration pause;
      try {
        KeyedCertificate own = credentials.serving(client, List.of(address), clock.instant());
        serve(own);
        pause = Renewal.decide(own.certificate(), clock.instant()).again();
      } catch (ApiException | CompletionException e) {
        LOG.log(
            System.Logger.Level.INFO,
            "the kubelet's API on port "
                + port
                + " is not open yet: "
                + ApiException.of(e).getMessage());
        pause = PAUSE;
      }
      try {
        sleeper.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void serve(KeyedCertificate own) {
    KubeletServer.Identity identity =
        new KubeletServer.Identity(own.certificatePem(), own.keyPem(), options.caPem());
    if (server != null) {
      server.renew(identity).toCompletionStage().toCompletableFuture().join();
      return;
    }
    KubeletServer next =
        new KubeletServer(
            vertx,
            "0.0.0.0",
            port,
            identity,
            pods,
            Caller::mayDoAnything,
            new PlainHttpRefusal(),
            clock);
    next.start().toCompletionStage().toCompletableFuture().join();
    server = next;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
