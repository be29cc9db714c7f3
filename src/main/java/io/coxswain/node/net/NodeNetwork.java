package io.coxswain.node.net;

import io.coxswain.client.Informer;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import io.coxswain.node.journal.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The node's network as a whole: waits for the node's pod CIDR, then connects pods, routes to other
 * nodes and routes Services. The pod CIDR is kept on disk, so that a node that starts without its
 * server gives its pods their addresses all the same.
 */
public final class NodeNetwork implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NodeNetwork.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int LONG_PATIENCE = 5; // times the other

  /**
   * What is told to a node's network.
   *
   * @param directory kept between starts
   */
  public record Settings(
      String node, Path directory, Cidr clusterCidr, Cidr serviceCidr, String dnsAddress) {}

  private final Settings settings;
  private final Commands commands;
  private final LinuxPodNetwork pods;
  private final NodeRoutes routes;
  private final Runnable onReady;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("node-network").factory());

  // Owned by the thread.
  private Cidr podCidr;
  private volatile ServiceRouter router;
  private volatile boolean closed;

  /**
   * @param onReady called (once for each pod CIDR) when the addresses of the node are there, such
   *     as the cluster DNS address
   */
  public NodeNetwork(Settings settings, Commands commands, Runnable onReady) {
    this.settings = settings;
    this.commands = commands;
    this.onReady = onReady;
    this.pods = new LinuxPodNetwork(settings.directory().resolve("leases"), commands);
    this.routes = new NodeRoutes(settings.node(), commands);
  }

  public LinuxPodNetwork pods() {
    return pods;
  }

  /**
   * Starts following.
   *
   * @param nodes all nodes of the cluster
   * @param services of all namespaces
   * @param slices EndpointSlices of all namespaces
   */
  public void start(Informer nodes, Informer services, Informer slices) {
    thread.execute(() -> useSavedCidr(services, slices));
    nodes.onEvent(
        (old, now) ->
            thread.execute(
                () -> {
                  followNode(nodes, services, slices);
                  if (nodes.isKnown()) {
                    routes.apply(nodes.list());
                  }
                }));
  }

  private void followNode(Informer nodes, Informer services, Informer slices) {
    JsonObject node = nodes.get(ObjectKey.of("", settings.node()));
    Cidr cidr = node == null ? null : Cidr.parse(node.object("spec").string("podCIDR", ""));
    if (cidr != null && !cidr.equals(podCidr)) {
      use(cidr, services, slices);
    }
  }

  private void use(Cidr cidr, Informer services, Informer slices) {
    RoutingFacts facts =
        new RoutingFacts(
            settings.node(),
            cidr,
            settings.clusterCidr(),
            settings.serviceCidr(),
            settings.dnsAddress());
    ServiceRouter next = ServiceRouter.choose(facts, commands);
    try {
      pods.start(facts, next);
    } catch (ApiException e) {
      next.close();
      LOG.log(System.Logger.Level.WARNING, "the node's network cannot start", e);
      return;
    }
    if (router != null) {
      router.close();
    }
    router = next;
    podCidr = cidr;
    save(cidr);
    ServiceFollower follower = new ServiceFollower(services, slices, next);
    follower.start();
    Thread.ofVirtual()
        .name("service-routing-start")
        .start(() -> startRouting(services, slices, follower, next));
    onReady.run();
  }

  /**
   * Until the server has told the Services, the table of the last life goes on serving. A node that
   * has none (after a reboot) soon takes the Services it remembers, and where it remembers none
   * begins without them, for the sake of its pods' other traffic.
   */
  private void startRouting(
      Informer services, Informer slices, ServiceFollower follower, ServiceRouter router) {
    boolean bare = !router.stands();
    boolean early = false;
    for (int waited = 1; !closed && !known(services, slices); waited++) {
      boolean remembered = services.isKnown() && slices.isKnown();
      if (remembered && (bare || waited >= LONG_PATIENCE)) {
        LOG.log(System.Logger.Level.INFO, "server away: Services are routed as last known");
        break;
      }
      if (bare && !early) {
        early = true;
        router.start();
      }
    }
    follower.everything(); // the informers' own events may still be on their way
    if (!early && !closed) {
      router.start();
    }
  }

  private static boolean known(Informer services, Informer slices) {
    return services.awaitSync(PATIENCE) && slices.awaitSync(PATIENCE);
  }

  private Path file() {
    return settings.directory().resolve("pod-cidr");
  }

  private void useSavedCidr(Informer services, Informer slices) {
    try {
      Cidr saved = Cidr.parse(Files.readString(file()).strip());
      if (saved != null && podCidr == null) {
        use(saved, services, slices);
      }
    } catch (NoSuchFileException e) {
      return; // a new node
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot read " + file(), e);
    }
  }

  private void save(Cidr cidr) {
    try {
      Files.createDirectories(settings.directory());
      DurableFile.write(file(), cidr.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot write " + file(), e);
    }
  }

  /** Stops following; pods and Services keep working. */
  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
    ServiceRouter last = router;
    if (last != null) {
      last.close();
    }
  }

  /** Closes and takes everything of ours out of the kernel: table, links, routes. */
  public void uninstall() {
    close();
    ServiceRouter last = router;
    if (last != null) {
      last.uninstall();
    }
    routes.uninstall();
    pods.uninstall();
  }
}
