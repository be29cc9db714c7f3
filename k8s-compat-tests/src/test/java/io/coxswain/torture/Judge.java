package io.coxswain.torture;

import io.coxswain.torture.Operation.Kind;
import io.coxswain.torture.Operation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that must hold of what clients were told, given what watchers saw: acknowledged writes
 * are there and failed ones are not, every key is linearizable, lists are cuts at their revision
 * and as fresh as they were asked to be.
 */
final class Judge {
  private final Field field;
  private final Truth.Lives lives;
  private final List<Operation> operations;
  private final List<String> violations = new ArrayList<>();

  Judge(Field field, Truth.Lives lives) {
    this.field = field;
    this.lives = lives;
    this.operations = field.history().operations();
  }

  List<String> violations() {
    violations.addAll(field.history().oddities());
    violations.addAll(lives.violations());
    acknowledged();
    linearizable();
    Readings readings = new Readings(lives, operations, field.truth().newest());
    field.history().readings().forEach(reading -> readings.judge(reading, violations));
    readings.monotone(field.history().readings(), violations);
    return violations;
  }

  /** What was acknowledged happened, at its revision; what was refused did not. */
  private void acknowledged() {
    Map<String, Integer> acknowledged = new HashMap<>();
    Set<String> never = new HashSet<>();
    Set<String> maybe = new HashSet<>();
    for (Operation operation : operations) {
      if (operation.kind() == Kind.READ) {
        continue;
      }
      if (operation.outcome() == Outcome.DONE) {
        if (operation.kind() == Kind.DELETE) {
          Long at = lives.deletedAt().get(operation.seen().uid());
          if (at == null) {
            violations.add("an acknowledged delete is lost: " + operation);
          } else if (acknowledged.merge(operation.seen().uid(), 1, Integer::sum) > 1) {
            violations.add("deleted twice: " + operation);
          }
        } else {
          Change change = field.truth().at(operation.seen().revision());
          if (change == null || !change.version().equals(operation.seen())) {
            violations.add(
                "an acknowledged write is lost: "
                    + operation
                    + ", watchers saw "
                    + change
                    + lives.around(operation.key(), operation.seen().revision()));
          }
        }
      }
      if (operation.value() != null) {
        boolean possible = operation.outcome() == Outcome.DONE || operation.isUnknown();
        (possible ? maybe : never).add(operation.value());
      }
    }
    never.removeAll(maybe);
    for (Change change : field.truth().all()) {
      if (never.contains(change.version().value())) {
        violations.add("a failed write appeared: " + change);
      }
    }
  }

  private void linearizable() {
    Set<Long> claimed = claimed();
    Map<String, Map<Long, Version>> unclaimed = new HashMap<>();
    for (Operation operation : operations) {
      if (operation.kind() == Kind.READ && operation.outcome() == Outcome.DONE) {
        claim(unclaimed, claimed, operation.seen());
      }
    }
    for (Change change : field.truth().all()) {
      if (!change.isDelete()) {
        claim(unclaimed, claimed, change.version());
      }
    }
    Map<String, List<Version>> lists = new HashMap<>();
    unclaimed.forEach((value, versions) -> lists.put(value, List.copyOf(versions.values())));
    Set<String> unclaimedDeletes = new HashSet<>(lives.deletedAt().keySet());
    operations.stream()
        .filter(o -> o.kind() == Kind.DELETE && o.outcome() == Outcome.DONE)
        .forEach(o -> unclaimedDeletes.remove(o.seen().uid()));
    Register register = new Register(lists, lives.deletedAt(), unclaimedDeletes, true);
    for (String key : field.keys()) {
      List<Operation> ofKey =
          operations.stream()
              .filter(operation -> operation.key().equals(key))
              .sorted(Comparator.comparingLong(Operation::invoked))
              .toList();
      String stuck = Linearizability.violation(register, null, ofKey);
      if (stuck != null) {
        violations.add("not linearizable: " + key + ": " + stuck);
      }
    }
  }

  /**
   * Revisions that acknowledged writes made. Who writes a value again that was there before may
   * have changed nothing, and then shows another's revision: only the first writer of a value
   * claims it.
   */
  private Set<Long> claimed() {
    Set<String> values = new HashSet<>();
    Set<Long> claimed = new HashSet<>();
    operations.stream()
        .filter(operation -> operation.value() != null)
        .sorted(Comparator.comparingLong(Operation::invoked))
        .filter(operation -> values.add(operation.key() + " " + operation.value()))
        .filter(operation -> operation.outcome() == Outcome.DONE)
        .forEach(operation -> claimed.add(operation.seen().revision()));
    return claimed;
  }

  private static void claim(
      Map<String, Map<Long, Version>> unclaimed, Set<Long> claimed, Version version) {
    if (!claimed.contains(version.revision())) {
      unclaimed
          .computeIfAbsent(version.value(), value -> new TreeMap<>())
          .put(version.revision(), version);
    }
  }
}
