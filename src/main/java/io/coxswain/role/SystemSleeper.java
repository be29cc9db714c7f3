package io.coxswain.role;

import io.coxswain.kube.Sleeper;
import java.time.Duration;

/** Real time. Nothing else in the program sleeps. */
public final class SystemSleeper implements Sleeper {
  @Override
  public void sleep(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }
}
