package io.coxswain.node.net;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import io.coxswain.node.journal.DurableFile;
import io.coxswain.node.runtime.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The addresses of this node's pods, one small file a pod, so that they survive us. Addresses are
 * given in turn: one just released rests as long as possible. Thread-safe.
 */
final class AddressPool {
  /** A pod's lease. */
  record Lease(String uid, String address, List<HostPort> hostPorts) {}

  private final Path directory;
  private final Map<String, Lease> leases = new TreeMap<>();
  private int last = 1; // offset given last

  /**
   * @param directory made if missing; read now
   */
  AddressPool(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
      try (Stream<Path> files = Files.list(directory)) {
        files.filter(f -> f.toString().endsWith(".json")).forEach(this::read);
      }
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  private void read(Path file) {
    try {
      JsonObject json = JsonParser.parseObject(Files.readAllBytes(file));
      List<HostPort> ports = new ArrayList<>();
      for (JsonObject port : json.objects("hostPorts")) {
        ports.add(
            new HostPort(
                port.string("hostIP", ""),
                (int) port.integer("hostPort", 0),
                (int) port.integer("containerPort", 0),
                port.string("protocol", "TCP")));
      }
      Lease lease = new Lease(json.string("uid", ""), json.string("address", ""), ports);
      if (Cidr.isAddress(lease.address())) {
        leases.put(lease.uid(), lease);
      }
    } catch (IOException | JsonException e) {
      // A torn file belongs to a pod that never learned its address.
      try {
        Files.deleteIfExists(file);
      } catch (IOException again) {
        throw ApiException.internal(again);
      }
    }
  }

  synchronized List<Lease> leases() {
    return List.copyOf(leases.values());
  }

  synchronized Optional<Lease> lease(String uid) {
    return Optional.ofNullable(leases.get(uid));
  }

  /** The pod's lease: the one it has, if it lies in {@code cidr}, else a new one. */
  synchronized Lease acquire(String uid, Cidr cidr, List<HostPort> hostPorts) {
    Lease old = leases.get(uid);
    String address = old != null && cidr.contains(old.address()) ? old.address() : free(cidr);
    Lease lease = new Lease(uid, address, List.copyOf(hostPorts));
    if (!lease.equals(old)) {
      write(lease);
      leases.put(uid, lease);
    }
    return lease;
  }

  private String free(Cidr cidr) {
    Set<String> used = new HashSet<>();
    leases.values().forEach(lease -> used.add(lease.address()));
    int usable = cidr.size() - 3; // without network, gateway, broadcast
    for (int i = 1; i <= usable; i++) {
      int candidate = 2 + Math.floorMod(last - 2 + i, usable);
      String address = cidr.address(candidate);
      if (!used.contains(address)) {
        last = candidate;
        return address;
      }
    }
    throw ApiException.unavailable("no free address in the node's pod network " + cidr);
  }

  synchronized void release(String uid) {
    if (leases.remove(uid) != null) {
      try {
        Files.deleteIfExists(file(uid));
      } catch (IOException e) {
        throw ApiException.internal(e);
      }
    }
  }

  private void write(Lease lease) {
    JsonArray ports =
        lease.hostPorts().stream().map(AddressPool::json).collect(JsonArray.collector());
    JsonObject json =
        JsonObject.builder()
            .put("uid", lease.uid())
            .put("address", lease.address())
            .put("hostPorts", ports)
            .build();
    try {
      DurableFile.write(file(lease.uid()), JsonWriter.bytes(json));
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  private static JsonObject json(HostPort port) {
    return JsonObject.builder()
        .put("hostIP", port.hostIp())
        .put("hostPort", port.hostPort())
        .put("containerPort", port.containerPort())
        .put("protocol", port.protocol())
        .build();
  }

  private Path file(String uid) {
    return directory.resolve(uid.replace('/', '_') + ".json");
  }
}
