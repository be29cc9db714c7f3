package io.coxswain.node.net;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import io.coxswain.node.runtime.HostPort;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Routes by nftables. One thread owns the table: it takes everything that changed meanwhile, and
 * makes one transaction of it. A start, and a transaction that failed, replace our whole table by
 * what it should be, in one transaction too, so that traffic never sees a gap.
 */
public final class NftServiceRouter implements ServiceRouter {
  private static final System.Logger LOG = System.getLogger(NftServiceRouter.class.getName());
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final RoutingFacts facts;
  private final ServiceCompiler compiler;
  private final Commands commands;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("service-routing").factory());

  // Guarded by this map itself; rules are compiled on the thread.
  private final Map<String, Supplier<Rules>> waiting = new LinkedHashMap<>();

  // Owned by the thread.
  private final RoutingTable table = new RoutingTable();
  private boolean whole = true; // the kernel's table is not known to be ours
  private boolean held = true; // nothing is written before start

  public NftServiceRouter(RoutingFacts facts, Commands commands) {
    this.facts = facts;
    this.compiler = new ServiceCompiler(facts);
    this.commands = commands;
  }

  /**
   * Writes what is known so far and follows from now on. Call it when the Services of the cluster
   * are known, so that the table of the agent's last life serves until then.
   */
  public void start() {
    thread.execute(
        () -> {
          held = false;
          apply();
        });
  }

  @Override
  public void service(ObjectKey key, JsonObject service, Collection<JsonObject> slices) {
    List<JsonObject> copy = List.copyOf(slices);
    put("service " + key, () -> service == null ? Rules.NONE : compiler.compile(service, copy));
  }

  @Override
  public void hostPorts(String podUid, String address, List<HostPort> ports) {
    List<HostPort> copy = List.copyOf(ports);
    put("pod " + podUid, () -> HostPortCompiler.compile(address, copy));
  }

  private void put(String owner, Supplier<Rules> rules) {
    boolean first;
    synchronized (waiting) {
      first = waiting.isEmpty();
      waiting.put(owner, rules);
    }
    if (first && !thread.isShutdown()) {
      thread.execute(this::apply);
    }
  }

  private void apply() {
    Map<String, Supplier<Rules>> now;
    synchronized (waiting) {
      now = new LinkedHashMap<>(waiting);
      waiting.clear();
    }
    now.forEach((owner, rules) -> table.put(owner, compile(owner, rules)));
    if (held) {
      return;
    }
    if (!whole) {
      Change change = table.drain();
      boolean small = change.newChains().stream().noneMatch(BaseTable::isPick);
      if (small && (change.isEmpty() || write(NftScript.of(change)))) {
        forget(StaleConnections.of(change));
        return;
      }
    }
    whole = !write(BaseTable.create(facts) + NftScript.of(table.everything()));
    if (whole) {
      thread.schedule(this::apply, AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static Rules compile(String owner, Supplier<Rules> rules) {
    try {
      return rules.get();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, owner + " cannot be routed", e);
      return Rules.NONE;
    }
  }

  private boolean write(String script) {
    Commands.Output output = commands.attempt(script, "nft", "-f", "-");
    if (!output.good()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "nft refused a change; the table is made anew: " + output.error().strip());
    }
    return output.good();
  }

  private void forget(List<List<String>> deletions) {
    for (List<String> deletion : deletions) {
      // Exits with 1 where there was nothing to delete, with 127 where it is not installed.
      commands.attempt("", deletion.toArray(String[]::new));
    }
  }

  /** Waits until everything handed over so far was tried. For tests and a clean start. */
  public void flush() {
    try {
      thread.submit(this::apply).get(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw ApiException.internal(e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
