package io.coxswain.controller;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.Await;
import io.coxswain.client.FakeApi;
import io.coxswain.client.ManualTimer;
import io.coxswain.kube.Leadership;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ControllerManagerTest {
  private final ManualTimer timer = new ManualTimer();
  private final FakeApi api = new FakeApi(timer);
  private final AtomicInteger running = new AtomicInteger();
  private final List<String> users = new CopyOnWriteArrayList<>();

  /** A leadership a test can give and take. */
  private static final class Given implements Leadership {
    private volatile boolean leader;
    private Listener listener;

    @Override
    public boolean isLeader() {
      return leader;
    }

    @Override
    public void onChange(Listener next) {
      listener = next;
    }

    void set(boolean now) {
      leader = now;
      listener.changed(now);
    }
  }

  private ControllerManager manager() {
    ControllerFactory counted =
        new ControllerFactory(
            "job-controller",
            context -> {
              context.informers().of(Resources.PODS);
              running.incrementAndGet();
              return running::decrementAndGet;
            });
    return new ControllerManager(
        List.of(counted, counted),
        user -> {
          users.add(user);
          return api.client();
        },
        timer,
        timer);
  }

  @Test
  void controllersRunOnlyWhileWeLead() {
    Given leadership = new Given();
    try (ControllerManager manager = manager()) {
      manager.start(leadership);
      leadership.set(true);
      Await.until("running", () -> running.get() == 2 && api.watches() == 1);
      leadership.set(false);
      Await.until("stopped", () -> running.get() == 0 && api.watches() == 0);
      leadership.set(true);
      Await.until("running again", () -> running.get() == 2);
    }
    Await.until("stopped", () -> running.get() == 0);
    assertTrue(users.contains("system:kube-controller-manager"));
    assertTrue(users.contains("system:serviceaccount:kube-system:job-controller"));
  }
}
