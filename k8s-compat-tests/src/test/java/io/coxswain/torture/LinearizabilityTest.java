package io.coxswain.torture;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.coxswain.torture.Operation.Condition;
import io.coxswain.torture.Operation.Kind;
import io.coxswain.torture.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checker on histories made by hand: times are begin and end of each operation. */
class LinearizabilityTest {
  private final List<Operation> history = new ArrayList<>();
  private Register register = new Register(Map.of(), Map.of(), Set.of(), false);

  private void add(
      Kind kind,
      String value,
      Condition condition,
      long invoked,
      long returned,
      Outcome outcome,
      Version seen) {
    history.add(
        new Operation(0, "", kind, "key", value, condition, invoked, returned, outcome, seen));
  }

  private static Version version(long revision, String value) {
    return new Version(revision, value, "u");
  }

  private void create(long invoked, long returned, long revision, String value) {
    add(
        Kind.CREATE,
        value,
        Condition.NONE,
        invoked,
        returned,
        Outcome.DONE,
        version(revision, value));
  }

  private void update(long invoked, long returned, long expected, long revision, String value) {
    add(
        Kind.UPDATE,
        value,
        Condition.revision(expected),
        invoked,
        returned,
        Outcome.DONE,
        version(revision, value));
  }

  private void read(long invoked, long returned, long revision, String value) {
    add(Kind.READ, null, Condition.NONE, invoked, returned, Outcome.DONE, version(revision, value));
  }

  private void missing(long invoked, long returned) {
    add(Kind.READ, null, Condition.NONE, invoked, returned, Outcome.MISSING, null);
  }

  private void delete(long invoked, long returned) {
    add(
        Kind.DELETE,
        null,
        Condition.NONE,
        invoked,
        returned,
        Outcome.DONE,
        new Version(0, null, "u"));
  }

  private void unknown(Kind kind, long invoked, String value) {
    add(kind, value, Condition.NONE, invoked, Long.MAX_VALUE, Outcome.UNKNOWN, null);
  }

  private void conflict(long invoked, long returned, Condition condition) {
    add(Kind.UPDATE, "never", condition, invoked, returned, Outcome.CONFLICT, null);
  }

  private void good() {
    assertNull(Linearizability.violation(register, null, history));
  }

  private void bad() {
    assertNotNull(Linearizability.violation(register, null, history));
  }

  @Test
  void oneAfterTheOther() {
    create(0, 1, 5, "a");
    read(2, 3, 5, "a");
    update(4, 5, 5, 6, "b");
    delete(6, 7);
    missing(8, 9);
    good();
  }

  @Test
  void aReadMayComeBeforeOrAfterAWriteItOverlaps() {
    create(0, 1, 5, "a");
    update(2, 9, 0, 6, "b");
    read(3, 4, 5, "a");
    read(5, 6, 6, "b");
    good();
  }

  @Test
  void twoReadsDoNotGoBack() {
    create(0, 1, 5, "a");
    update(2, 9, 0, 6, "b");
    read(3, 4, 6, "b");
    read(5, 6, 5, "a");
    bad();
  }

  @Test
  void aStaleReadIsNoticed() {
    create(0, 1, 5, "a");
    update(2, 3, 0, 6, "b");
    read(4, 5, 5, "a");
    bad();
  }

  @Test
  void aLostWriteIsNoticed() {
    create(0, 1, 5, "a");
    delete(2, 3);
    read(4, 5, 5, "a");
    bad();
  }

  @Test
  void twoCannotChangeTheSameVersion() {
    create(0, 1, 5, "a");
    update(2, 9, 5, 6, "b");
    update(2, 9, 5, 7, "c");
    bad();
  }

  @Test
  void twoCannotCreateTheSameObject() {
    create(0, 9, 5, "a");
    create(0, 9, 6, "b");
    bad();
  }

  @Test
  void revisionsDoNotRunAgainstTime() {
    create(0, 1, 5, "a");
    update(2, 3, 0, 9, "b");
    update(4, 5, 0, 8, "c");
    bad();
  }

  @Test
  void aConflictNeedsAReason() {
    create(0, 1, 5, "a");
    conflict(2, 3, Condition.revision(5));
    bad();
  }

  @Test
  void aConflictMayComeOfAnOverlappingWrite() {
    create(0, 1, 5, "a");
    conflict(2, 6, Condition.value("a"));
    update(3, 7, 0, 6, "b");
    good();
  }

  @Test
  void anUnknownWriteMayTakeEffectLaterOrNever() {
    create(0, 1, 5, "a");
    unknown(Kind.UPDATE, 2, "b");
    read(3, 4, 5, "a");
    good();
    read(8, 9, 6, "b");
    register = new Register(Map.of("b", List.of(version(6, "b"))), Map.of(), Set.of(), true);
    good();
  }

  @Test
  void anUnknownWriteTakesEffectOnce() {
    create(0, 1, 5, "a");
    unknown(Kind.UPDATE, 2, "b");
    read(3, 4, 6, "b");
    update(5, 6, 0, 7, "c");
    read(7, 8, 8, "b");
    register =
        new Register(
            Map.of("b", List.of(version(6, "b"), version(8, "b"))), Map.of(), Set.of(), true);
    bad();
  }

  @Test
  void anUnknownDeleteExplainsThatNothingIsThere() {
    create(0, 1, 5, "a");
    unknown(Kind.DELETE, 2, null);
    missing(3, 4);
    good();
    read(5, 6, 5, "a");
    bad();
  }

  @Test
  void whatNobodySawDidNotHappenWhereEverythingWasSeen() {
    create(0, 1, 5, "a");
    unknown(Kind.DELETE, 2, null);
    missing(3, 4);
    register = new Register(Map.of(), Map.of(), Set.of(), true);
    bad();
  }

  @Test
  void aWriteBeforeItWasAskedForIsNoticed() {
    create(0, 1, 5, "a");
    read(2, 3, 6, "b");
    update(4, 5, 0, 6, "b");
    bad();
  }

  @Test
  void manyAtOnceAreDecidedFast() {
    create(0, 1, 5, "a");
    for (int i = 0; i < 200; i++) {
      update(2 + i, 60 + i, 0, 6 + i, "v" + i);
      read(2 + i, 60 + i, 6 + i, "v" + i);
      unknown(Kind.UPDATE, 2 + i, "unseen" + i);
    }
    good();
    read(1_000, 1_001, 6, "v0");
    register = new Register(Map.of(), Map.of(), Set.of(), true);
    bad();
  }
}
