package io.coxswain.node.net;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ObjectKey;
import io.coxswain.node.runtime.HostPort;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Routes by nftables. One thread owns the table: it takes everything that changed meanwhile, and
 * makes one transaction of it. A start, and a transaction that failed, replace our whole table by
 * what it should be, in one transaction too, so that traffic never sees a gap.
 */
public final class NftServiceRouter implements ServiceRouter {
  private static final System.Logger LOG = System.getLogger(NftServiceRouter.class.getName());

  private final RoutingFacts facts;
  private final ServiceCompiler compiler;
  private final Commands commands;
  private final RoutingQueue<Rules> queue = new RoutingQueue<>(Rules.NONE, this::apply);

  // Owned by the queue's thread.
  private final RoutingTable table = new RoutingTable();
  private boolean whole = true; // the kernel's table is not known to be ours

  public NftServiceRouter(RoutingFacts facts, Commands commands) {
    this.facts = facts;
    this.compiler = new ServiceCompiler(facts);
    this.commands = commands;
  }

  @Override
  public boolean stands() {
    return commands.attempt("", "nft", "list", "tables").out().contains(BaseTable.TABLE);
  }

  @Override
  public void start() {
    queue.start();
  }

  @Override
  public void service(ObjectKey key, JsonObject service, Collection<JsonObject> slices) {
    List<JsonObject> copy = List.copyOf(slices);
    queue.put(
        "service " + key, () -> service == null ? Rules.NONE : compiler.compile(service, copy));
  }

  @Override
  public void hostPorts(String podUid, String address, List<HostPort> ports) {
    List<HostPort> copy = List.copyOf(ports);
    queue.put("pod " + podUid, () -> HostPortCompiler.compile(address, copy));
  }

  private void apply(Map<String, Rules> changed) {
    changed.forEach(table::put);
    if (!whole) {
      Change change = table.drain();
      boolean small = change.newChains().stream().noneMatch(BaseTable::isPick);
      if (small && (change.isEmpty() || write(NftScript.of(change)))) {
        StaleConnections.forget(change, commands);
        return;
      }
    }
    whole = !write(BaseTable.create(facts) + NftScript.of(table.everything()));
    if (whole) {
      queue.again();
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

  @Override
  public void flush() {
    queue.flush();
  }

  @Override
  public void uninstall() {
    close();
    commands.attempt(BaseTable.remove(), "nft", "-f", "-");
  }

  @Override
  public void close() {
    queue.close();
  }
}
