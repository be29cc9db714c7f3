package io.coxswain.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.coxswain.torture.Operation.Condition;
import io.coxswain.torture.Operation.Kind;
import io.coxswain.torture.Operation.Outcome;
import io.coxswain.torture.Reading.Mode;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The reads of one client: every form of resourceVersion, whole lists and pages. */
final class Reader {
  private final Field field;
  private final int client;
  private final Random random;

  Reader(Field field, int client, Random random) {
    this.field = field;
    this.client = client;
    this.random = random;
  }

  void read(Api api, String place, String key, Map<String, Version> known) throws IOException {
    int dice = random.nextInt(28);
    long newest = field.history().newest();
    if (dice < 10) {
      get(api, place, key, Mode.CONSISTENT, 0, known);
    } else if (dice < 13) {
      get(api, place, key, Mode.CACHED, 0, known);
    } else if (dice < 16 && newest > 0) {
      get(api, place, key, Mode.AT_LEAST, newest, known);
    } else if (dice < 19) {
      list(api, place, Mode.CONSISTENT, 0, 0, known);
    } else if (dice < 23) {
      list(api, place, Mode.CONSISTENT, 0, 1 + random.nextInt(4), known);
    } else if (dice < 25) {
      list(api, place, Mode.CACHED, 0, 0, known);
    } else if (dice < 27 && newest > 0) {
      list(api, place, Mode.AT_LEAST, newest, 0, known);
    } else if (newest > 0) {
      list(api, place, Mode.EXACT, newest, random.nextInt(4), known);
    }
  }

  /** The whole as of a revision. */
  void exact(Api api, String place, long revision) throws IOException {
    list(api, place, Mode.EXACT, revision, 0, new TreeMap<>());
  }

  private static String version(Mode mode, long bound) {
    return switch (mode) {
      case CONSISTENT -> "";
      case CACHED -> "resourceVersion=0";
      case AT_LEAST -> "resourceVersion=" + bound;
      case EXACT -> "resourceVersion=" + bound + "&resourceVersionMatch=Exact";
    };
  }

  private void get(
      Api api, String place, String key, Mode mode, long bound, Map<String, Version> known)
      throws IOException {
    long invoked = System.nanoTime();
    Answer answer = api.get(field.path(key) + "?" + version(mode, bound));
    long returned = System.nanoTime();
    if (answer.status() != 200 && answer.status() != 404) {
      refuse(answer);
    }
    Version seen = answer.isGood() ? whole(answer.body()) : null;
    if (seen != null) {
      known.put(key, seen);
    }
    Map<String, Version> items = seen == null ? Map.of() : Map.of(key, seen);
    field.history().add(new Reading(client, place, mode, bound, invoked, returned, 0, key, items));
    if (mode == Mode.CONSISTENT) {
      look(place, key, seen, invoked, returned);
    }
  }

  private void look(String place, String key, Version seen, long invoked, long returned) {
    field
        .history()
        .add(
            new Operation(
                client,
                "GET at " + place,
                Kind.READ,
                key,
                null,
                Condition.NONE,
                invoked,
                returned,
                seen == null ? Outcome.MISSING : Outcome.DONE,
                seen));
  }

  private void list(
      Api api, String place, Mode mode, long bound, int limit, Map<String, Version> known)
      throws IOException {
    long invoked = System.nanoTime();
    Map<String, Version> items = new TreeMap<>();
    String next = "";
    long revision = 0;
    long returned = 0; // the first page: what it is consistent with
    do {
      String query =
          next.isEmpty()
              ? version(mode, bound) + "&limit=" + limit
              : "limit="
                  + limit
                  + "&continue="
                  + java.net.URLEncoder.encode(next, java.nio.charset.StandardCharsets.UTF_8);
      Answer answer = api.get(field.path() + "?" + query);
      returned = returned == 0 ? System.nanoTime() : returned;
      if (answer.status() == 410) {
        return; // another server may not have the page's revision any more
      }
      if (answer.status() != 200) {
        refuse(answer);
      }
      JsonNode meta = answer.body().path("metadata");
      long here = meta.path("resourceVersion").asLong();
      if (revision != 0 && here != revision) {
        field.history().odd("pages of one list are of " + revision + " and " + here);
      }
      revision = here;
      for (JsonNode item : answer.body().path("items")) {
        String name = Version.name(item);
        if (field.isKey(name) && items.put(name, whole(item)) != null) {
          field.history().odd("twice in the pages of one list: " + name + " at " + revision);
        }
      }
      next = meta.path("continue").asText("");
    } while (!next.isEmpty());
    known.putAll(items);
    field
        .history()
        .add(new Reading(client, place, mode, bound, invoked, returned, revision, null, items));
    if (mode == Mode.CONSISTENT) {
      for (String key : field.keys()) {
        look(place, key, items.get(key), invoked, returned);
      }
    }
  }

  private Version whole(JsonNode object) {
    if (!Version.isWhole(object)) {
      field.history().odd("body and label are of different writes: " + object);
    }
    return Version.of(object);
  }

  private void refuse(Answer answer) throws IOException {
    boolean clock = answer.status() == 401 && field.arena().isUnauthorizedExpected();
    if (!clock && answer.status() != 503 && answer.status() != 504 && answer.status() != 429) {
      field.history().odd("a read was answered with " + answer);
    }
    throw new IOException("refused: " + answer.status());
  }
}
