package io.coxswain.role;

import io.coxswain.client.Informer;
import io.coxswain.client.KubeClient;
import io.coxswain.client.RemoteOptions;
import io.coxswain.client.RemoteTransport;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Sleeper;
import io.coxswain.node.Agent;
import io.coxswain.node.AgentSettings;
import io.coxswain.node.HostFacts;
import io.coxswain.node.LastKnown;
import io.coxswain.node.NodeCredentials;
import io.coxswain.node.dns.ClusterDns;
import io.coxswain.node.dns.DnsServer;
import io.coxswain.node.journal.BatchJournal;
import io.coxswain.node.net.Cidr;
import io.coxswain.node.net.Commands;
import io.coxswain.node.net.NodeNetwork;
import io.coxswain.node.podman.HostSandboxes;
import io.coxswain.node.podman.PodmanConfiguration;
import io.coxswain.node.podman.PodmanRuntime;
import io.coxswain.node.podman.PodmanService;
import io.coxswain.node.volume.HostMounts;
import io.coxswain.pki.JoinToken;
import io.coxswain.pki.PkiException;
import io.coxswain.pki.Renewal;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Starts an agent: joins the cluster if it has not, then network, DNS, pods and the kubelet's API.
 */
public final class AgentRole {
  private static final System.Logger LOG = System.getLogger(AgentRole.class.getName());
  private static final Duration WRITE_DELAY = Duration.ofSeconds(3);
  private static final Path RUN = Path.of("/run/coxswain");
  private static final String CGROUP = "/coxswain";

  private final AgentConfig config;
  private final InstantSource clock = InstantSource.system();
  private final Sleeper sleeper = new SystemSleeper();
  private final SecureRandom random = new SecureRandom();
  private final Vertx vertx = AgentVertx.create();
  private final String nodeName;
  private final String nodeIp;
  private final NodeCredentials credentials;

  private AgentRole(AgentConfig config) {
    this.config = config;
    this.nodeName = config.nodeName() == null ? hostName() : config.nodeName();
    this.nodeIp = config.nodeIp() == null ? HostAddress.find() : config.nodeIp();
    this.credentials =
        new NodeCredentials(
            config.dataDir(), nodeName, random, () -> UUID.randomUUID().toString(), sleeper);
  }

  /**
   * Runs until the process is told to end.
   *
   * @throws RoleException where it cannot start
   */
  public static int run(AgentConfig config) {
    Supervision.accept();
    Logs.toConsole();
    DataDirectory.prepare(config.dataDir());
    CountDownLatch ended = new CountDownLatch(1);
    try {
      AutoCloseable running = new AgentRole(config).start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(running)));
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static void end(AutoCloseable running) {
    try {
      running.close();
    } catch (Exception e) {
      LOG.log(System.Logger.Level.WARNING, "the agent did not end cleanly", e);
    }
  }

  private static String hostName() {
    return HostName.find()
        .orElseThrow(() -> new RoleException("this machine has no name: give --node-name"));
  }

  private AutoCloseable start() throws InterruptedException {
    Optional<RemoteOptions> kept = credentials.load();
    RemoteOptions options = kept.isPresent() ? kept.get() : join(token());
    Parts parts = new Parts();
    podman(parts);
    RemoteTransport transport = new RemoteTransport(vertx, options);
    KubeClient client = new KubeClient(transport, "kubelet");

    ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor();
    LastKnown cluster =
        new LastKnown(
            new BatchJournal(config.dataDir().resolve("last-known.json"), WRITE_DELAY, deadlines));
    Informer nodes = cluster.informer(client, Gvr.core("nodes"));
    Informer services = cluster.informer(client, Gvr.core("services"));
    Informer slices = cluster.informer(client, Gvr.of("discovery.k8s.io/v1", "endpointslices"));
    services.addIndex("namespace", service -> List.of(io.coxswain.kube.Meta.namespace(service)));
    DnsServer dns =
        ClusterDns.create(
            ServerConfig.CLUSTER_DOMAIN,
            ServerConfig.DNS_ADDRESS,
            Path.of("/etc/resolv.conf"),
            services,
            slices,
            random,
            System::nanoTime,
            sleeper);
    NodeNetwork network =
        new NodeNetwork(
            new NodeNetwork.Settings(
                nodeName,
                config.dataDir().resolve("network"),
                Cidr.parse(ServerConfig.CLUSTER_CIDR),
                Cidr.parse(ServerConfig.SERVICE_CIDR),
                ServerConfig.DNS_ADDRESS),
            Commands.here(),
            dns::start);

    PodmanRuntime runtime = new PodmanRuntime(config.podman(), deadlines, sleeper);
    Agent agent =
        new Agent(
            settings(),
            new Agent.Machine(
                HostFacts.read(config.dataDir()),
                runtime,
                new HostSandboxes(RUN.resolve("sandboxes")),
                network.pods(),
                new HostMounts()),
            new Agent.Surroundings(
                client,
                namespace -> services.byIndex("namespace", namespace),
                () -> nodes.get(ObjectKey.of("", nodeName)),
                () -> network.pods().isReady() ? "" : "the pod network is not ready",
                clock,
                sleeper,
                () -> UUID.randomUUID().toString(),
                task -> Thread.ofVirtual().start(task)));
    network.start(nodes, services, slices);
    agent.start();
    KubeletEndpoint kubelet =
        new KubeletEndpoint(
            vertx,
            credentials,
            client,
            options,
            agent.pods(),
            nodeIp,
            config.kubeletPort(),
            clock,
            sleeper);
    kubelet.start();
    Thread renewing =
        Thread.ofVirtual().name("renewal").start(() -> renew(options, transport, client));

    parts.add(vertx::close);
    parts.add(transport);
    parts.add(deadlines::shutdownNow);
    parts.add(cluster);
    parts.add(() -> List.of(nodes, services, slices).forEach(Informer::close));
    parts.add(network);
    parts.add(dns);
    parts.add(kubelet);
    parts.add(agent);
    parts.add(renewing::interrupt);
    LOG.log(System.Logger.Level.INFO, "agent of node " + nodeName + " (" + nodeIp + ") runs");
    return parts;
  }

  private AgentSettings settings() {
    return new AgentSettings(
        nodeName,
        List.of(nodeIp),
        config.dataDir(),
        RUN,
        config.labels(),
        io.coxswain.kube.Version.KUBERNETES,
        config.kubeletPort(),
        List.of(ServerConfig.DNS_ADDRESS),
        ServerConfig.CLUSTER_DOMAIN,
        CGROUP);
  }

  private void podman(Parts parts) {
    PodmanService service =
        new PodmanService(
            config.podmanProgram(),
            config.podman(),
            PodmanConfiguration.write(config.dataDir()),
            config.dataDir().resolve("podman.log"),
            sleeper);
    try {
      service.start();
    } catch (ApiException e) {
      throw new RoleException(
          "--podman "
              + config.podman()
              + ": nobody serves it and it cannot be started: "
              + e.getMessage());
    }
    parts.add(service);
  }

  /** By which this node joins, as it has not yet. */
  private JoinToken token() {
    if (config.server() == null || config.token() == null) {
      throw new RoleException(
          "this node has not joined a cluster yet: give --server and --token (coxswain token create)");
    }
    if (!"https".equals(config.server().getScheme()) || config.server().getHost() == null) {
      throw new RoleException(
          "--server " + config.server() + ": expected a URL such as https://10.0.0.1:6443");
    }
    try {
      return JoinToken.parse(config.token());
    } catch (PkiException e) {
      throw new RoleException("--token: " + e.getMessage());
    }
  }

  private RemoteOptions join(JoinToken token) throws InterruptedException {
    return new Joining(config.server(), sleeper)
        .join(
            () ->
                credentials.join(
                    config.server(),
                    token,
                    options -> new KubeClient(new RemoteTransport(vertx, options), "kubelet")));
  }

  private void renew(RemoteOptions first, RemoteTransport transport, KubeClient client) {
    RemoteOptions options = first;
    while (!Thread.currentThread().isInterrupted()) {
      Renewal renewal = credentials.renewal(options, clock.instant());
      Duration pause = renewal.again();
      if (renewal.due()) {
        try {
          options = credentials.renew(client, options);
          transport.renew(options.certificatePem(), options.keyPem());
          continue;
        } catch (ApiException e) {
          LOG.log(System.Logger.Level.INFO, "renewing the node's certificate: " + e.getMessage());
          pause = Duration.ofMinutes(1);
        }
      }
      try {
        sleeper.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
