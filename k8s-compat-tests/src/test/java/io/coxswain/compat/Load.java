package io.coxswain.compat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks one address without pause, and remembers every failure. */
final class Load implements AutoCloseable {
  private final AtomicBoolean going = new AtomicBoolean(true);
  private final AtomicInteger good = new AtomicInteger();
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Integer> answers = Collections.synchronizedMap(new TreeMap<>());
  private final List<Thread> threads = new ArrayList<>();

  /** What is asked again and again; an exception is a failure. */
  interface Request {
    String ask() throws Exception;
  }

  Load(int askers, Request request) {
    long begin = System.nanoTime();
    for (int i = 0; i < askers; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (going.get()) {
                      try {
                        answers.merge(request.ask().strip(), 1, Integer::sum);
                        good.incrementAndGet();
                      } catch (Exception | AssertionError e) {
                        failures.add((System.nanoTime() - begin) / 1_000_000 + " ms: " + e);
                      }
                      Eventually.pause(20);
                    }
                  }));
    }
  }

  int good() {
    return good.get();
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** How often each answer came. */
  Map<String, Integer> answers() {
    return Map.copyOf(answers);
  }

  /** Waits until so many more requests went well. */
  void more(int requests) {
    int before = good();
    Eventually.holds(60, requests + " more good answers", () -> good() >= before + requests);
  }

  @Override
  public void close() {
    going.set(false);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
