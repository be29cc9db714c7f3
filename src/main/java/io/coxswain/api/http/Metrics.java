package io.coxswain.api.http;

import io.coxswain.api.render.ApiResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts requests, under upstream's names, in Prometheus' text format. Thread-safe. */
final class Metrics {
  private static final double[] BUCKETS = {0.005, 0.025, 0.1, 0.5, 1, 5, 30};

  private record Series(String verb, String resource, int code) {}

  private record Timed(String verb, String resource) {}

  private static final class Histogram {
    private final LongAdder[] counts = new LongAdder[BUCKETS.length + 1];
    private final LongAdder nanoseconds = new LongAdder();

    Histogram() {
      for (int i = 0; i < counts.length; i++) {
        counts[i] = new LongAdder();
      }
    }

    void add(long elapsed) {
      int i = 0;
      while (i < BUCKETS.length && elapsed > BUCKETS[i] * 1e9) {
        i++;
      }
      counts[i].increment();
      nanoseconds.add(elapsed);
    }
  }

  private final Map<Series, LongAdder> requests = new ConcurrentHashMap<>();
  private final Map<Timed, Histogram> durations = new ConcurrentHashMap<>();
  private final AtomicLong watches = new AtomicLong();
  private final InFlightLimit inFlight;
  private final List<Supplier<String>> more;

  /**
   * @param more further lines, each already in the text format
   */
  Metrics(InFlightLimit inFlight, List<Supplier<String>> more) {
    this.inFlight = inFlight;
    this.more = List.copyOf(more);
  }

  void request(String verb, String resource, int code, long nanoseconds) {
    requests.computeIfAbsent(new Series(verb, resource, code), key -> new LongAdder()).increment();
    durations.computeIfAbsent(new Timed(verb, resource), key -> new Histogram()).add(nanoseconds);
  }

  void watchOpened() {
    watches.incrementAndGet();
  }

  void watchClosed() {
    watches.decrementAndGet();
  }

  ApiResponse answer() {
    StringBuilder out = new StringBuilder();
    out.append("# TYPE apiserver_request_total counter\n");
    Map<String, Long> lines = new TreeMap<>();
    requests.forEach(
        (series, count) ->
            lines.put(
                "apiserver_request_total{code=\"%d\",resource=\"%s\",verb=\"%s\"}"
                    .formatted(series.code, series.resource, series.verb),
                count.sum()));
    lines.forEach((name, value) -> out.append(name).append(' ').append(value).append('\n'));
    out.append("# TYPE apiserver_request_duration_seconds histogram\n");
    durations.forEach((timed, histogram) -> histogram(timed, histogram, out));
    out.append("# TYPE apiserver_current_inflight_requests gauge\n")
        .append("apiserver_current_inflight_requests{request_kind=\"mutating\"} ")
        .append(inFlight.writing())
        .append("\napiserver_current_inflight_requests{request_kind=\"readOnly\"} ")
        .append(inFlight.reading())
        .append("\n# TYPE apiserver_longrunning_requests gauge\napiserver_longrunning_requests ")
        .append(watches.get())
        .append('\n');
    more.forEach(lines2 -> out.append(lines2.get()));
    return new ApiResponse(
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        List.of(),
        ApiResponse.text(200, out.toString()).body());
  }

  private static void histogram(Timed timed, Histogram histogram, StringBuilder out) {
    String labels = "resource=\"" + timed.resource + "\",verb=\"" + timed.verb + "\"";
    String name = "apiserver_request_duration_seconds";
    long sum = 0;
    for (int i = 0; i <= BUCKETS.length; i++) {
      sum += histogram.counts[i].sum();
      String limit = i == BUCKETS.length ? "+Inf" : Double.toString(BUCKETS[i]);
      out.append(name + "_bucket{" + labels + ",le=\"" + limit + "\"} " + sum + "\n");
    }
    out.append(name + "_sum{" + labels + "} " + histogram.nanoseconds.sum() / 1e9 + "\n");
    out.append(name + "_count{" + labels + "} " + sum + "\n");
  }
}
