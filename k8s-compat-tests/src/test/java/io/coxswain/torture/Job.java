package io.coxswain.torture;

/**
 * A part of a run that needs nothing of the others: it opens its own arena and reports what came.
 *
 * @param name for the report where it breaks off
 */
record Job(String name, Runnable work) {
  void run(Report report) {
    long began = System.nanoTime();
    try {
      work.run();
    } catch (RuntimeException e) {
      String why = e + (e.getCause() == null ? "" : ", " + e.getCause());
      report.add(
          Verdict.of(
              name, 0, java.util.List.of(why), "broken off", Tally.of(name, "", 0, 0), began));
    }
  }
}
