package io.coxswain.node.net;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ObjectKey;
import io.coxswain.node.runtime.HostPort;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Routes by iptables, for systems without nft. Every change writes all of our chains anew with one
 * {@code iptables-restore} a table; that takes longer than nft's maps by the number of Services,
 * and is why it is the second choice. Chains of others are not touched.
 */
public final class IptablesServiceRouter implements ServiceRouter {
  private static final System.Logger LOG = System.getLogger(IptablesServiceRouter.class.getName());

  /** What one owner wants. */
  private record Wanted(List<Front> fronts, String address, List<HostPort> ports, Rules rules) {
    static final Wanted NOTHING = new Wanted(List.of(), "", List.of(), Rules.NONE);

    boolean isEmpty() {
      return fronts.isEmpty() && ports.isEmpty();
    }
  }

  private final RoutingFacts facts;
  private final ServiceCompiler compiler;
  private final Commands commands;
  private final RoutingQueue<Wanted> queue = new RoutingQueue<>(Wanted.NOTHING, this::apply);

  // Owned by the queue's thread.
  private final Map<String, Wanted> owners = new TreeMap<>();
  private final RoutingTable table = new RoutingTable(); // tells which connections are stale
  private String written = "";

  public IptablesServiceRouter(RoutingFacts facts, Commands commands) {
    this.facts = facts;
    this.compiler = new ServiceCompiler(facts);
    this.commands = commands;
  }

  /** Whether the commands it needs are there. */
  static boolean isAvailable(Commands commands) {
    return commands.attempt("", "iptables-save", "-t", "nat").good()
        && commands.attempt("", "iptables-restore", "--version").good();
  }

  @Override
  public boolean stands() {
    return commands
        .attempt("", "iptables-save", "-t", "nat")
        .out()
        .contains(":" + IptablesScript.SERVICES + " ");
  }

  @Override
  public void start() {
    queue.start();
  }

  @Override
  public void service(ObjectKey key, JsonObject service, Collection<JsonObject> slices) {
    List<JsonObject> copy = List.copyOf(slices);
    queue.put(
        "service " + key,
        () ->
            service == null
                ? Wanted.NOTHING
                : new Wanted(
                    Front.of(service, copy, facts),
                    "",
                    List.of(),
                    compiler.compile(service, copy)));
  }

  @Override
  public void hostPorts(String podUid, String address, List<HostPort> ports) {
    List<HostPort> copy = List.copyOf(ports);
    queue.put(
        "pod " + podUid,
        () -> new Wanted(List.of(), address, copy, HostPortCompiler.compile(address, copy)));
  }

  private void apply(Map<String, Wanted> changed) {
    changed.forEach(
        (owner, wanted) -> {
          table.put(owner, wanted.rules());
          if (wanted.isEmpty()) {
            owners.remove(owner);
          } else {
            owners.put(owner, wanted);
          }
        });
    IptablesScript script = new IptablesScript(facts);
    for (Wanted wanted : owners.values()) {
      wanted.fronts().forEach(script::front);
      wanted.ports().forEach(port -> script.hostPort(wanted.address(), port));
    }
    String text = script.text();
    if (text.equals(written)) {
      return;
    }
    if (!write(script)) {
      written = "";
      queue.again();
      return;
    }
    written = text;
    StaleConnections.forget(table.drain(), commands);
  }

  private boolean write(IptablesScript script) {
    for (String name : IptablesScript.TABLES) {
      Commands.Output output =
          commands.attempt(
              script.restore(name, present(name)), "iptables-restore", "--noflush", "-w", "5");
      if (!output.good()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "iptables-restore refused table " + name + ": " + output.error().strip());
        return false;
      }
    }
    for (IptablesScript.Hook hook : IptablesScript.HOOKS) {
      String[] check = hook.command("-C");
      if (!commands.attempt("", check).good()) {
        commands.attempt("", hook.command("-I"));
      }
    }
    return true;
  }

  /** The chains of ours that the kernel has. */
  private TreeSet<String> present(String name) {
    TreeSet<String> out = new TreeSet<>();
    commands
        .attempt("", "iptables-save", "-t", name)
        .out()
        .lines()
        .filter(line -> line.startsWith(":" + IptablesScript.PREFIX))
        .forEach(line -> out.add(line.substring(1, line.indexOf(' '))));
    return out;
  }

  @Override
  public void flush() {
    queue.flush();
  }

  @Override
  public void uninstall() {
    close();
    for (IptablesScript.Hook hook : IptablesScript.HOOKS) {
      commands.attempt("", hook.command("-D"));
    }
    for (String name : IptablesScript.TABLES) {
      String script = IptablesScript.removal(name, present(name));
      commands.attempt(script, "iptables-restore", "--noflush", "-w", "5");
    }
  }

  @Override
  public void close() {
    queue.close();
  }
}
