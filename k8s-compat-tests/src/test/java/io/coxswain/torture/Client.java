package io.coxswain.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.coxswain.torture.Operation.Condition;
import io.coxswain.torture.Operation.Kind;
import io.coxswain.torture.Operation.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Reads and writes the trial's keys one request after the other, and notes every outcome. */
final class Client implements Runnable {
  private static final long SHUN_NANOS = 1_000_000_000;

  private final Field field;
  private final int number;
  private final Random random;
  private final long pauseNanos;
  private final List<Api> apis = new ArrayList<>();
  private final long[] shunned;
  private final Map<String, Version> known = new HashMap<>();
  private final Reader reader;
  private volatile boolean stopped;
  private int writes;
  private int server;

  /**
   * @param pauseNanos mean pause between two requests
   */
  Client(Field field, int number, long seed, long pauseNanos) {
    this.field = field;
    this.number = number;
    this.random = new Random(seed);
    this.pauseNanos = pauseNanos;
    this.reader = new Reader(field, number, random);
    this.shunned = new long[field.arena().servers().size()];
    for (ServerProcess process : field.arena().servers()) {
      apis.add(field.arena().api(process.index()));
    }
  }

  /** No further request; the present one still gets its outcome. */
  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    while (!stopped) {
      choose();
      try {
        request();
      } catch (IOException e) {
        shunned[server] = System.nanoTime() + SHUN_NANOS;
      }
      Wait.pause((long) (-Math.log(1 - random.nextDouble()) * pauseNanos));
    }
    apis.forEach(Api::close);
  }

  /** Another server nearly each time; one that did not answer is left alone for a while. */
  private void choose() {
    for (int i = 0; i < 4; i++) {
      server = random.nextInt(apis.size());
      if (System.nanoTime() - shunned[server] > 0) {
        return;
      }
    }
    Wait.pause(pauseNanos);
  }

  private void request() throws IOException {
    String key = field.keys().get(random.nextInt(field.keys().size()));
    Version last = known.get(key);
    Api api = apis.get(server);
    int dice = random.nextInt(100);
    if (dice < 12) {
      create(api, key);
    } else if (dice < 20) {
      put(api, key, value(), 0);
    } else if (dice < 33) {
      put(api, key, value(), last == null ? 1 : last.revision());
    } else if (dice < 38 && last != null) {
      put(api, key, last.value(), 0);
    } else if (dice < 48) {
      merge(api, key, value());
    } else if (dice < 53) {
      operations(api, key, value(), null);
    } else if (dice < 60) {
      operations(api, key, value(), last == null ? "never-a" : last.value());
    } else if (dice < 66) {
      delete(api, key, Condition.NONE);
    } else if (dice < 72 && last != null) {
      delete(
          api,
          key,
          random.nextBoolean() ? Condition.uid(last.uid()) : Condition.revision(last.revision()));
    } else {
      reader.read(api, place(), key, known);
    }
  }

  private String place() {
    return server + "/" + field.arena().server(server).lives();
  }

  /** Never written before. */
  private String value() {
    return number + "." + ++writes + (random.nextBoolean() ? "a" : "b");
  }

  private static Map<String, Object> labels(String value) {
    return Map.of("side", value.substring(value.length() - 1));
  }

  private Map<String, Object> object(String key, String value, long revision) {
    Map<String, Object> meta = new HashMap<>(Map.of("name", key, "labels", labels(value)));
    if (revision > 0) {
      meta.put("resourceVersion", Long.toString(revision));
    }
    return ConfigMaps.of(meta, Map.of("value", value));
  }

  private void create(Api api, String key) throws IOException {
    String value = value();
    note(
        "POST",
        Kind.CREATE,
        key,
        value,
        Condition.NONE,
        () -> api.post(field.path(), object(key, value, 0)));
  }

  private void put(Api api, String key, String value, long revision) throws IOException {
    note(
        "PUT",
        Kind.UPDATE,
        key,
        value,
        Condition.revision(revision),
        () -> api.put(field.path(key), object(key, value, revision)));
  }

  private void merge(Api api, String key, String value) throws IOException {
    note(
        "merge patch",
        Kind.UPDATE,
        key,
        value,
        Condition.NONE,
        () ->
            api.patch(
                field.path(key),
                Map.of("metadata", Map.of("labels", labels(value)), "data", Map.of("value", value)),
                "application/merge-patch+json"));
  }

  private void operations(Api api, String key, String value, String expected) throws IOException {
    List<Map<String, String>> operations = new ArrayList<>();
    if (expected != null) {
      operations.add(Map.of("op", "test", "path", "/data/value", "value", expected));
    }
    operations.add(Map.of("op", "replace", "path", "/data/value", "value", value));
    String side = value.substring(value.length() - 1);
    operations.add(Map.of("op", "replace", "path", "/metadata/labels/side", "value", side));
    note(
        "JSON patch",
        Kind.UPDATE,
        key,
        value,
        Condition.value(expected),
        () -> api.patch(field.path(key), operations, "application/json-patch+json"));
  }

  private void delete(Api api, String key, Condition condition) throws IOException {
    Map<String, Object> demanded = new HashMap<>();
    if (condition.uid() != null) {
      demanded.put("uid", condition.uid());
    }
    if (condition.revision() > 0) {
      demanded.put("resourceVersion", Long.toString(condition.revision()));
    }
    Map<String, Object> options =
        Map.of("apiVersion", "v1", "kind", "DeleteOptions", "preconditions", demanded);
    note("DELETE", Kind.DELETE, key, null, condition, () -> api.delete(field.path(key), options));
  }

  private interface Request {
    Answer send() throws IOException;
  }

  private void note(
      String verb, Kind kind, String key, String value, Condition condition, Request request)
      throws IOException {
    String how = verb + " at " + place();
    long invoked = System.nanoTime();
    Answer answer;
    try {
      answer = request.send();
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw e; // never sent
    } catch (IOException e) {
      field
          .history()
          .add(
              new Operation(
                  number,
                  how,
                  kind,
                  key,
                  value,
                  condition,
                  invoked,
                  Long.MAX_VALUE,
                  Outcome.UNKNOWN,
                  null));
      throw e;
    }
    Outcome outcome = outcome(answer, kind, condition);
    Version seen = outcome == Outcome.DONE ? seen(answer.body(), kind) : null;
    if (outcome == Outcome.DONE && kind != Kind.DELETE) {
      known.put(key, seen);
      if (!seen.value().equals(value) || !Version.isWhole(answer.body())) {
        field.history().odd(how + " of " + value + " answered with " + answer.body());
      }
    }
    long returned = outcome == Outcome.UNKNOWN ? Long.MAX_VALUE : System.nanoTime();
    field
        .history()
        .add(
            new Operation(
                number, how, kind, key, value, condition, invoked, returned, outcome, seen));
    if (outcome == Outcome.REFUSED) {
      throw new IOException("refused");
    }
  }

  private static Version seen(JsonNode body, Kind kind) {
    return kind == Kind.DELETE
        ? new Version(0, null, body.path("details").path("uid").asText(null))
        : Version.of(body);
  }

  private Outcome outcome(Answer answer, Kind kind, Condition condition) {
    return switch (answer.status()) {
      case 200, 201 -> Outcome.DONE;
      case 404 -> Outcome.MISSING;
      case 409 ->
          answer.reason().equals("AlreadyExists") && kind == Kind.CREATE
              ? Outcome.EXISTS
              : Outcome.CONFLICT;
      case 422 -> condition.value() == null ? odd(answer) : Outcome.CONFLICT;
      case 429, 503 -> Outcome.REFUSED;
      case 401 -> field.arena().isUnauthorizedExpected() ? Outcome.REFUSED : odd(answer);
      case 500, 502, 504 -> Outcome.UNKNOWN;
      default -> odd(answer);
    };
  }

  private Outcome odd(Answer answer) {
    field.history().odd("an answer nobody expects: " + answer);
    return Outcome.UNKNOWN;
  }
}
