package io.coxswain.node.net;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.node.runtime.PodAddress;
import io.coxswain.node.runtime.PodAttachment;
import io.coxswain.node.runtime.PodNetwork;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Pods' links by the system's {@code ip}: a veth pair a pod, a {@code /32} inside, a host route to
 * it outside, two processes in all. See the package for why there is no common bridge.
 */
public final class LinuxPodNetwork implements PodNetwork {
  private final Commands commands;
  private final AddressPool pool;

  private volatile RoutingFacts facts; // null until the node has its pod CIDR
  private volatile ServiceRouter router;
  private volatile int mtu = 1500;

  /**
   * @param directory where leases are kept
   */
  public LinuxPodNetwork(Path directory, Commands commands) {
    this.commands = commands;
    this.pool = new AddressPool(directory);
  }

  /** Whether pods can be connected: the node's pod CIDR is known and its links stand. */
  public boolean isReady() {
    return facts != null;
  }

  /**
   * Makes the node's own link with its addresses, forwarding and the route that lets host processes
   * reach ClusterIPs at all; repeats the host ports of pods from before.
   */
  public void start(RoutingFacts facts, ServiceRouter router) {
    String gateway = facts.podCidr().gateway();
    commands.attempt("", "ip", "link", "add", Links.NODE, "type", "bridge");
    mtu = uplinkMtu();
    commands.run(
        String.join(
            "\n",
            "link set " + Links.NODE + " up",
            "addr replace " + gateway + "/32 dev " + Links.NODE,
            "addr replace " + facts.dnsAddress() + "/32 dev " + Links.NODE,
            "route replace "
                + facts.serviceCidr()
                + " dev "
                + Links.NODE
                + " src "
                + gateway
                + " proto "
                + Links.PROTOCOL,
            ""),
        "ip",
        "-batch",
        "-");
    removeOldGateway(gateway, facts.dnsAddress());
    sysctl("net/ipv4/ip_forward=1", "net/ipv4/conf/" + Links.NODE + "/route_localnet=1");
    this.router = router;
    this.facts = facts;
    for (AddressPool.Lease lease : pool.leases()) {
      router.hostPorts(lease.uid(), lease.address(), lease.hostPorts());
    }
  }

  /** A node that was given another pod CIDR leaves its old address. */
  private void removeOldGateway(String... kept) {
    for (JsonObject link : commands.objects("ip", "-j", "-4", "addr", "show", "dev", Links.NODE)) {
      for (JsonObject address : link.objects("addr_info")) {
        String local = address.string("local", "");
        if (!List.of(kept).contains(local)) {
          commands.attempt("", "ip", "addr", "del", local + "/32", "dev", Links.NODE);
        }
      }
    }
  }

  private int uplinkMtu() {
    for (JsonObject route : commands.objects("ip", "-j", "-4", "route", "show", "default")) {
      String device = route.string("dev", "lo");
      for (JsonObject link : commands.objects("ip", "-j", "link", "show", "dev", device)) {
        return Math.clamp(link.integer("mtu", 1500), 576, 65_535);
      }
    }
    return 1500;
  }

  /** Writes kernel settings through a shell: they belong to the network namespace of the writer. */
  void sysctl(String... settings) {
    StringBuilder script = new StringBuilder();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      script.append("echo ").append(setting.substring(equals + 1)).append(" > /proc/sys/");
      script.append(setting, 0, equals).append('\n');
    }
    commands.attempt(script.toString(), "sh", "-s");
  }

  @Override
  public PodAddress attach(PodAttachment pod) {
    RoutingFacts now = facts;
    if (now == null) {
      throw ApiException.unavailable("network is not ready: the node has no pod CIDR yet");
    }
    boolean known = pool.lease(pod.uid()).isPresent();
    AddressPool.Lease lease = pool.acquire(pod.uid(), now.podCidr(), pod.hostPorts());
    String link = Links.ofPod(pod.uid());
    String gateway = now.podCidr().gateway();
    if (!known || !stands(pod, lease.address())) {
      commands.attempt("", "ip", "link", "del", link);
      connect(pod, link, lease.address(), gateway);
    }
    router.hostPorts(pod.uid(), lease.address(), lease.hostPorts());
    return new PodAddress(List.of(lease.address()));
  }

  private boolean stands(PodAttachment pod, String address) {
    String link = Links.ofPod(pod.uid());
    if (!commands.attempt("", "ip", "link", "show", "dev", link, "up").out().contains(link)) {
      return false;
    }
    return inside(pod.networkNamespace(), "", "ip", "-4", "addr", "show", "dev", "eth0")
        .out()
        .contains("inet " + address + "/");
  }

  private void connect(PodAttachment pod, String link, String address, String gateway) {
    String namespace = pod.networkNamespace().toString();
    commands.run(
        String.join(
            "\n",
            "link add name %s mtu %d type veth peer name eth0 mtu %d netns %s"
                .formatted(link, mtu, mtu, namespace),
            "link set %s up".formatted(link),
            "route replace %s/32 dev %s src %s proto %s"
                .formatted(address, link, gateway, Links.PROTOCOL),
            ""),
        "ip",
        "-batch",
        "-");
    Commands.Output output =
        inside(
            pod.networkNamespace(),
            String.join(
                "\n",
                "link set lo up",
                "addr add " + address + "/32 dev eth0",
                "link set eth0 up",
                "route add " + gateway + "/32 dev eth0 scope link",
                "route add default via " + gateway + " dev eth0",
                ""),
            "ip",
            "-batch",
            "-");
    if (!output.good()) {
      throw ApiException.unavailable("the pod's network: " + output.error().strip());
    }
    // Lets host processes reach host and node ports on 127.0.0.1; the table guards the address.
    sysctl("net/ipv4/conf/" + link + "/route_localnet=1");
  }

  private Commands.Output inside(Path namespace, String input, String... command) {
    String[] line = new String[command.length + 2];
    line[0] = "nsenter";
    line[1] = "--net=" + namespace;
    System.arraycopy(command, 0, line, 2, command.length);
    return commands.attempt(input, line);
  }

  @Override
  public void detach(String podUid) {
    commands.attempt("", "ip", "link", "del", Links.ofPod(podUid));
    release(podUid);
  }

  private void release(String podUid) {
    pool.lease(podUid)
        .ifPresent(
            lease -> {
              if (router != null) {
                router.hostPorts(podUid, lease.address(), List.of());
              }
              pool.release(podUid);
            });
  }

  @Override
  public void retain(Set<String> podUids) {
    Set<String> links = new HashSet<>();
    podUids.forEach(uid -> links.add(Links.ofPod(uid)));
    pool.leases().stream()
        .map(AddressPool.Lease::uid)
        .filter(uid -> !podUids.contains(uid))
        .forEach(this::release);
    removeLinks(links);
  }

  private void removeLinks(Set<String> kept) {
    for (JsonObject link : commands.objects("ip", "-j", "link", "show", "type", "veth")) {
      String name = link.string("ifname", "");
      if (name.startsWith(Links.PREFIX + "p") && !kept.contains(name)) {
        commands.attempt("", "ip", "link", "del", name);
      }
    }
  }

  /** Removes every link of ours; routes go with them. Leases stay. */
  public void uninstall() {
    removeLinks(Set.of());
    commands.attempt("", "ip", "link", "del", Links.NODE);
  }
}
