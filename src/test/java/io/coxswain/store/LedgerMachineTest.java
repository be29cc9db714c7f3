package io.coxswain.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LedgerMachineTest {
  private static final UUID WRITER = new UUID(0, 1);
  private static final Timing TIMING =
      new Timing(
          Duration.ofMillis(250),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(6),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofMillis(50),
          Duration.ofSeconds(1));
  private static final Epoch EPOCH = new Epoch("one", 1, new UUID(0, 1));

  private LedgerMachine machine = new LedgerMachine(TIMING);
  private final List<Effect> effects = new ArrayList<>();
  private long now = 1000;
  private long tickets;

  private void on(Event event) {
    effects.addAll(machine.on(event, now));
  }

  private <T extends Effect> List<T> take(Class<T> type) {
    List<T> found = effects.stream().filter(type::isInstance).map(type::cast).toList();
    effects.removeAll(found);
    return found;
  }

  private <T extends Effect> T one(Class<T> type) {
    List<T> found = take(type);
    assertEquals(1, found.size(), type.getSimpleName() + " in " + effects);
    return found.getFirst();
  }

  private void connect() {
    on(new Event.Tick());
    on(new Event.LaneOpened(one(Effect.OpenLane.class).connection(), WRITER, 0, 1_000_000, EPOCH));
    on(new Event.ReaderOpened(one(Effect.OpenReader.class).connection(), EPOCH));
    load(0, EPOCH);
  }

  private void load(long revision, Epoch epoch) {
    on(
        new Event.LoadRead(
            one(Effect.ReadLoad.class).connection(),
            new Load(epoch, revision, 0, 0, List.of(), List.of(), List.of())));
  }

  private static Write write(String resource, String namespace, String name, int size) {
    return new Write(
        Op.UPDATE,
        resource,
        ObjectKey.of(namespace, name),
        1,
        "u",
        "v1",
        new byte[size],
        null,
        "",
        "");
  }

  private long submit(Write write) {
    on(new Event.Submitted(++tickets, write));
    return tickets;
  }

  private long submit(String name) {
    return submit(write("configmaps", "a", name, 10));
  }

  private void commit(Effect.SendBatch batch, long low) {
    long[] actual = new long[batch.writes().size()];
    java.util.Arrays.fill(actual, Event.WON);
    on(new Event.BatchCommitted(batch.connection(), batch.seq(), low, actual));
  }

  @Test
  void aBurstBecomesOneBatch() {
    connect();
    on(new Event.Submitted(1, write("configmaps", "a", "k1", 10), true));
    on(new Event.Submitted(2, write("configmaps", "a", "k2", 10), true));
    assertEquals(0, take(Effect.SendBatch.class).size(), "more was announced");
    on(new Event.Tick());
    assertEquals(2, one(Effect.SendBatch.class).writes().size());
  }

  @Test
  void whatQueuesDuringACommitLeavesAsOneBatchOfDistinctKeys() {
    connect();
    submit("first");
    Effect.SendBatch first = one(Effect.SendBatch.class);
    for (int i = 0; i < 200; i++) {
      submit("k" + i);
    }
    submit("k0");
    assertEquals(0, take(Effect.SendBatch.class).size(), "one batch under way");
    commit(first, 1);
    Effect.SendBatch second = one(Effect.SendBatch.class);
    assertEquals(Lane.BATCH_WRITES, second.writes().size());
    commit(second, 2);
    Effect.SendBatch third = one(Effect.SendBatch.class);
    assertEquals(200 + 1 - 128, third.writes().size());
    assertEquals(3, third.seq());
  }

  @Test
  void aRepeatedKeyWaitsForTheNextBatch() {
    connect();
    submit("first");
    submit("a");
    submit("a");
    submit("b");
    commit(one(Effect.SendBatch.class), 1);
    Effect.SendBatch second = one(Effect.SendBatch.class);
    assertEquals(List.of("a", "b"), second.writes().stream().map(w -> w.key().name()).toList());
    commit(second, 2);
    assertEquals(1, one(Effect.SendBatch.class).writes().size());
  }

  @Test
  void aBatchHoldsAMebibyteAndALargerWriteTravelsAlone() {
    connect();
    submit("first");
    submit(write("configmaps", "a", "big", 2 << 20));
    submit(write("configmaps", "a", "half", 700_000));
    submit(write("configmaps", "a", "other", 700_000));
    commit(one(Effect.SendBatch.class), 1);
    for (String name : List.of("big", "half", "other")) {
      Effect.SendBatch batch = one(Effect.SendBatch.class);
      assertEquals(List.of(name), batch.writes().stream().map(w -> w.key().name()).toList());
      commit(batch, 10);
    }
  }

  private long renew(String node) {
    return submit(write("leases.coordination.k8s.io", "kube-node-lease", node, 10));
  }

  /** The machine's probes are answered, so that its connection lives. */
  private void tick(long at) {
    now = at;
    on(new Event.Tick());
    take(Effect.Probe.class).forEach(probe -> on(new Event.Probed(probe.connection(), false)));
  }

  @Test
  void renewalsShortlyBeforeTheTurnOfARoundShareItsCommit() {
    connect();
    tick(now);
    tick(10_001);
    renew("n1");
    tick(15_999);
    renew("n2");
    submit("other");
    Effect.SendBatch other = one(Effect.SendBatch.class);
    assertEquals(1, other.writes().size(), "waiting renewals keep to their turn");
    commit(other, 1);
    assertEquals(0, take(Effect.SendBatch.class).size());
    assertEquals(16_000, machine.deadline(), "at the latest");
    tick(16_000);
    assertEquals(2, one(Effect.SendBatch.class).writes().size());
  }

  @Test
  void renewalsAtOtherTimesWaitForNobody() {
    connect();
    tick(now);
    long high = 0;
    for (long at : new long[] {16_000, 16_001, 20_000, 25_999, 26_000}) {
      tick(at);
      renew("n1");
      commit(one(Effect.SendBatch.class), ++high);
    }
  }

  /** Only those are nobody's concern: another lease may be lost for want of a renewal. */
  @Test
  void otherLeasesAndNewOnesWaitForNobody() {
    connect();
    tick(now);
    tick(14_000);
    submit(write("leases.coordination.k8s.io", "kube-system", "operator", 10));
    commit(one(Effect.SendBatch.class), 1);
    submit(
        new Write(
            Op.CREATE,
            "leases.coordination.k8s.io",
            ObjectKey.of("kube-node-lease", "new"),
            0,
            "u",
            "v1",
            new byte[10],
            null,
            "",
            ""));
    assertEquals(1, one(Effect.SendBatch.class).writes().size());
  }

  @Test
  void aRenewalFailsAQueueAfterItsTurnWhereTheDatabaseStaysAway() {
    now = 11_000;
    on(new Event.Tick());
    long ticket = renew("n1");
    now = 20_999;
    on(new Event.Tick());
    assertEquals(0, take(Effect.Fail.class).size());
    now = 21_000;
    on(new Event.Tick());
    assertEquals(ticket, one(Effect.Fail.class).ticket());
  }

  /** Nodes renew ten seconds after their last answer, up to 0.4 s later (kubelet's jitter). */
  @Test
  void renewalsOfManyNodesShareOneCommitARoundBeforeLong() {
    connect();
    java.util.Random random = new java.util.Random(1);
    int nodes = 20;
    long[] next = new long[nodes];
    long[] answered = new long[nodes];
    long longest = 0;
    for (int i = 0; i < nodes; i++) {
      next[i] = now + random.nextInt(16_000);
      answered[i] = now;
    }
    java.util.Map<Long, Integer> waiting = new java.util.HashMap<>();
    List<Long> commits = new ArrayList<>();
    long begin = now;
    long high = 0;
    while (now < begin + 380_000) {
      for (int i = 0; i < nodes; i++) {
        if (next[i] == now) {
          waiting.put(renew("n" + i), i);
        }
      }
      tick(now);
      for (Effect.SendBatch sent : take(Effect.SendBatch.class)) {
        commits.add(now);
        commit(sent, high + 1);
        high += sent.writes().size();
        for (Effect.Complete done : take(Effect.Complete.class)) {
          int node = waiting.remove(done.ticket());
          longest = Math.max(longest, now - answered[node]);
          answered[node] = now;
          next[node] = now + 10_000 + random.nextInt(400);
        }
      }
      now++;
    }
    long settled = begin + 60_000;
    assertEquals(
        20, commits.stream().filter(at -> at >= settled).count(), "320 s are 20 rounds of 16 s");
    assertTrue(longest <= 17_000, longest + " ms between two renewals of a node");
  }

  @Test
  void theLeaderKeepsHouseJustBeforeATurn() {
    Timing timing = Timing.DEFAULT;
    for (long at = 3; at < 100_000; at += 1_234) {
      long then = at + timing.beforeTurn(at, timing.keeping()).toMillis();
      assertEquals(15_000, then % 16_000);
      assertTrue(then > at + 44_000 && then <= at + 60_000, then - at + " ms");
    }
    Duration often = Duration.ofSeconds(20);
    assertEquals(often, timing.beforeTurn(3, often), "what is due more often keeps its own time");
  }

  @Test
  void aLostBatchIsFencedOnTheNextConnectionBeforeAnythingElseIsSent() {
    connect();
    long ticket = submit("a");
    Effect.SendBatch sent = one(Effect.SendBatch.class);
    on(new Event.LaneLost(sent.connection(), "cut"));
    long waiting = submit("b");
    now += 1000;
    on(new Event.Tick());
    long fresh = one(Effect.OpenLane.class).connection();
    on(new Event.LaneOpened(fresh, new UUID(0, 2), 7, 1_000_000, EPOCH));
    Effect.Fence fence = one(Effect.Fence.class);
    assertEquals(WRITER, fence.writer());
    assertEquals(sent.seq(), fence.seq());
    assertEquals(0, take(Effect.SendBatch.class).size());
    on(new Event.BatchCommitted(sent.connection(), sent.seq(), 1, new long[] {Event.WON}));
    assertEquals(0, take(Effect.Complete.class).size(), "a dead connection's word does not count");
    on(new Event.FenceSettled(fresh, 0, 0, new long[0]));
    Effect.Fail failed = one(Effect.Fail.class);
    assertEquals(ticket, failed.ticket());
    assertEquals(Reason.SERVICE_UNAVAILABLE, failed.why().reason());
    Effect.SendBatch next = one(Effect.SendBatch.class);
    commit(next, 8);
    assertEquals(waiting, one(Effect.Complete.class).ticket());
  }

  @Test
  void aFenceThatComesAfterTheHistoryWasForgottenSaysThatNobodyKnows() {
    // It was to come after 0. Nothing found, and history up to 1 gone; found, its first part gone.
    assertEquals(Reason.TIMEOUT, fenced(0, 1, new long[0]));
    assertEquals(Reason.TIMEOUT, fenced(5, 5, new long[] {0}));
    assertEquals(Reason.SERVICE_UNAVAILABLE, fenced(0, 0, new long[0]));
  }

  private Reason fenced(long low, long kept, long[] actual) {
    machine = new LedgerMachine(TIMING);
    connect();
    submit("a");
    Effect.SendBatch sent = one(Effect.SendBatch.class);
    on(new Event.LaneLost(sent.connection(), "cut"));
    now += 1000;
    on(new Event.Tick());
    long fresh = one(Effect.OpenLane.class).connection();
    on(new Event.LaneOpened(fresh, new UUID(0, 2), 7, 1_000_000, EPOCH));
    one(Effect.Fence.class);
    on(new Event.FenceSettled(fresh, low, kept, actual));
    return one(Effect.Fail.class).why().reason();
  }

  @Test
  void aPoisonedBatchIsTriedAgainOneByOne() {
    connect();
    submit("first");
    submit("good");
    long bad = submit("bad");
    commit(one(Effect.SendBatch.class), 1);
    take(Effect.Complete.class);
    Effect.SendBatch both = one(Effect.SendBatch.class);
    ApiException why = ApiException.internal("invalid byte sequence");
    on(new Event.BatchRefused(both.connection(), both.seq(), true, why));
    Effect.SendBatch good = one(Effect.SendBatch.class);
    assertEquals(1, good.writes().size());
    commit(good, 2);
    Effect.SendBatch alone = one(Effect.SendBatch.class);
    on(new Event.BatchRefused(alone.connection(), alone.seq(), true, why));
    assertEquals(bad, one(Effect.Fail.class).ticket());
  }

  @Test
  void aWriteThatCannotBeSentFailsAfterItsWait() {
    on(new Event.Tick());
    long ticket = submit("a");
    now += 5000;
    on(new Event.Tick());
    assertEquals(ticket, one(Effect.Fail.class).ticket());
  }

  @Test
  void headReadsThatComeTogetherShareOne() {
    connect();
    on(new Event.HeadWanted(100));
    Effect.ReadHead first = one(Effect.ReadHead.class);
    on(new Event.HeadWanted(101));
    on(new Event.HeadWanted(102));
    assertEquals(0, take(Effect.ReadHead.class).size());
    on(new Event.HeadRead(first.connection(), 5));
    assertEquals(100, one(Effect.CompleteHead.class).ticket());
    Effect.ReadHead second = one(Effect.ReadHead.class);
    on(new Event.HeadRead(second.connection(), 6));
    assertEquals(2, take(Effect.CompleteHead.class).size());
  }

  /** It is read page by page, in one snapshot: a head asked for meanwhile would be of the past. */
  @Test
  void aLongLoadIsNotSilenceAndHeadsWaitForIt() {
    on(new Event.Tick());
    on(new Event.LaneOpened(one(Effect.OpenLane.class).connection(), WRITER, 0, 1_000_000, EPOCH));
    on(new Event.ReaderOpened(one(Effect.OpenReader.class).connection(), EPOCH));
    Effect.ReadLoad load = one(Effect.ReadLoad.class);
    for (int i = 0; i < 30; i++) {
      now += 1_000;
      on(new Event.LoadGoesOn(load.connection()));
    }
    assertEquals(0, take(Effect.CloseReader.class).size());
    on(new Event.HeadWanted(100));
    assertEquals(0, take(Effect.ReadHead.class).size());
    effects.add(load);
    load(7, EPOCH);
    assertEquals(1, take(Effect.DeliverLoad.class).size());
    assertEquals(1, take(Effect.ReadHead.class).size());
  }

  @Test
  void anotherEpochOnReconnectingLoadsEverythingAgain() {
    connect();
    take(Effect.DeliverLoad.class);
    Effect.ReadTail tail = one(Effect.ReadTail.class);
    on(new Event.ReaderLost(tail.connection(), "failover"));
    now += 1000;
    on(new Event.Tick());
    on(
        new Event.ReaderOpened(
            one(Effect.OpenReader.class).connection(), new Epoch("one", 2, new UUID(0, 2))));
    load(1_000_000, new Epoch("one", 2, new UUID(0, 2)));
    assertTrue(one(Effect.DeliverLoad.class).newEpoch());
  }

  /** It may still answer, with yesterday's head. */
  @Test
  void aConnectionToTheDatabaseOfBeforeIsGivenUpWhenTheOtherFindsANewOne() {
    connect();
    long lane = one(Effect.Probe.class).connection();
    on(new Event.LaneLost(lane, "failover"));
    now += 1000;
    on(new Event.Tick());
    Epoch next = new Epoch("one", 2, new UUID(0, 2));
    on(
        new Event.LaneOpened(
            one(Effect.OpenLane.class).connection(), new UUID(0, 2), 5_000, 1_000_000, next));
    one(Effect.CloseReader.class);
    now += 1000;
    on(new Event.Tick());
    on(new Event.ReaderOpened(one(Effect.OpenReader.class).connection(), next));
    load(5_000, next);
    assertEquals(2, take(Effect.DeliverLoad.class).size());
    assertEquals(0, take(Effect.CloseLane.class).size());
  }

  @Test
  void aReadThatBroughtAsMuchAsItMayIsFollowedByTheNextAtOnce() {
    connect();
    Effect.ReadTail first = one(Effect.ReadTail.class);
    on(new Event.TailRead(first.connection(), 0, 0, new Batch(4096, List.of()), true));
    assertEquals(4096, one(Effect.ReadTail.class).after());
  }

  @Test
  void whoFellBehindTheKeptHistoryLoadsAgain() {
    connect();
    take(Effect.DeliverLoad.class);
    Effect.ReadTail tail = one(Effect.ReadTail.class);
    on(new Event.TailRead(tail.connection(), 900, 800, new Batch(1000, List.of()), false));
    load(1000, EPOCH);
    assertEquals(false, one(Effect.DeliverLoad.class).newEpoch());
    assertEquals(0, take(Effect.Deliver.class).size());
  }

  @Test
  void leadershipIsLostWithTheLane() {
    connect();
    long lane = one(Effect.Probe.class).connection();
    on(new Event.Probed(lane, true));
    assertTrue(one(Effect.Leading.class).leader());
    on(new Event.LaneLost(lane, "cut"));
    assertEquals(false, one(Effect.Leading.class).leader());
  }

  @Test
  void aLaneShortOfPartitionsAsksForMoreBeforeItSends() {
    on(new Event.Tick());
    on(
        new Event.LaneOpened(
            one(Effect.OpenLane.class).connection(), WRITER, 999_990, 1_000_000, EPOCH));
    submit("a");
    assertEquals(0, take(Effect.SendBatch.class).size());
    one(Effect.Keep.class);
    on(new Event.Kept(2_000_000, List.of()));
    one(Effect.SendBatch.class);
  }
}
