package io.coxswain.api.allocation;

import io.coxswain.api.resource.ServiceHoldings;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to do so that records and Services agree again.
 *
 * @param orphans names of records whose Service is gone or holds something else
 * @param missing names Services hold without a record, and whose they are to be
 */
record RepairPlan(List<String> orphans, Map<String, JsonObject> missing) {
  /** A record precedes its Service; one this young may belong to a write under way. */
  static final Duration GRACE = Duration.ofMinutes(1);

  /**
   * @param records by name
   */
  static RepairPlan ofAddresses(
      List<JsonObject> services, Map<String, JsonObject> records, Instant now) {
    return of(services, records, now, ServiceHoldings::ips);
  }

  static RepairPlan ofPorts(
      List<JsonObject> services, Map<String, JsonObject> records, Instant now) {
    return of(services, records, now, RepairPlan::portNames);
  }

  /** The names of the records of the Service's node ports; {@code null} has none. */
  static Set<String> portNames(JsonObject service) {
    Set<String> out = new HashSet<>();
    ServiceHoldings.ports(service).forEach(port -> out.add(Integer.toString(port)));
    return out;
  }

  /** What a Service holds of one kind. */
  private interface Holdings {
    Set<String> of(JsonObject service);
  }

  private static RepairPlan of(
      List<JsonObject> services, Map<String, JsonObject> records, Instant now, Holdings holdings) {
    Map<ObjectKey, Set<String>> held = new HashMap<>();
    Map<String, JsonObject> missing = new HashMap<>();
    for (JsonObject service : services) {
      Set<String> names = holdings.of(service);
      held.put(ObjectKey.of(service), names);
      for (String name : names) {
        if (!records.containsKey(name)) {
          missing.putIfAbsent(name, service);
        }
      }
    }
    List<String> orphans = new ArrayList<>();
    records.forEach(
        (name, record) -> {
          if (isOrphan(name, record, held.getOrDefault(Claims.parentOf(record), Set.of()), now)) {
            orphans.add(name);
          }
        });
    return new RepairPlan(List.copyOf(orphans), Map.copyOf(missing));
  }

  /**
   * Whether the record is a Service's that does not hold it and is not about to.
   *
   * @param held what the record's Service holds; empty when there is none
   */
  static boolean isOrphan(String name, JsonObject record, Set<String> held, Instant now) {
    Instant made = Time.parse(Meta.creationTimestamp(record));
    boolean young = made != null && made.plus(GRACE).isAfter(now);
    boolean ours = record.objectAt("spec", "parentRef").string("resource", "").equals("services");
    return ours && !held.contains(name) && !young;
  }
}
