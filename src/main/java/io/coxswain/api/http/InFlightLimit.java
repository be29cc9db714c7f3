package io.coxswain.api.http;

import io.coxswain.kube.ApiException;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the requests under way, reads and writes apart; long-running ones do not count. */
final class InFlightLimit {
  private final int reads;
  private final int writes;
  private final AtomicInteger reading = new AtomicInteger();
  private final AtomicInteger writing = new AtomicInteger();

  InFlightLimit(int reads, int writes) {
    this.reads = reads;
    this.writes = writes;
  }

  /**
   * Takes a place.
   *
   * @return gives it back; to be called once
   * @throws ApiException TooManyRequests
   */
  Runnable enter(boolean read) {
    AtomicInteger count = read ? reading : writing;
    if (count.incrementAndGet() > (read ? reads : writes)) {
      count.decrementAndGet();
      throw ApiException.tooManyRequests("Too many requests, please try again later.", 1);
    }
    return count::decrementAndGet;
  }

  int reading() {
    return reading.get();
  }

  int writing() {
    return writing.get();
  }
}
