package io.coxswain.torture;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code coxswain backup} of a cluster that is being written to, on the shipped PostgreSQL, and
 * {@code coxswain restore --datastore} into a database of the system's, an older one. The server
 * that starts on it shows exactly what there was at the backup's revision, secrets too, to the
 * certificates of before; older revisions are gone, new ones are higher. A damaged file and a
 * database that is not empty are refused.
 */
final class Restored {
  private static final int OBJECTS = 40;
  private static final String SECRETS = "/api/v1/namespaces/default/secrets";
  private static final Pattern REVISION = Pattern.compile("at revision (\\d+)");

  private final Options options;
  private final Report report;
  private final List<String> violations = new ArrayList<>();
  private int written;
  private Arena arena;
  private PostgresServer other;

  Restored(Options options, Report report) {
    this.options = options;
    this.report = report;
  }

  void run(int strikes) {
    long began = System.nanoTime();
    Storage storage = Storage.system() == null ? Storage.POSTGRES_18 : Storage.SYSTEM;
    String place = Storage.POSTGRES_18.place(1) + " into " + storage.place(1).substring(5);
    int done = 0;
    try (Arena opened =
        Arena.open(options.plan(Storage.POSTGRES_18, 1), new Random(options.seed()))) {
      arena = opened;
      other =
          PostgresServer.create(
              storage == Storage.SYSTEM ? Storage.system() : options.binaries(),
              arena.folder().resolve("other"),
              Arena.freePort(),
              Map.of(),
              List.of());
      for (; done < strikes; done++) {
        strike(done);
      }
    } catch (IOException | RuntimeException e) {
      violations.add(e + (e.getCause() == null ? "" : ", " + e.getCause()));
    }
    report.add(
        Verdict.of(
            "backup and restore, " + place,
            options.seed(),
            violations,
            "%d backups under load, each restored and served".formatted(done),
            Tally.of("backup, restore into another PostgreSQL", place, done, written),
            began));
  }

  private void strike(int number) throws IOException {
    Path file = arena.folder().resolve("b-" + number + ".backup");
    long revision;
    Map<String, String> expected;
    try (Writing _ = new Writing(arena, arena.server(0));
        Api api = arena.api(0)) {
      fill(api, number);
      String said =
          coxswain(
              "backup", "--kubeconfig", arena.server(0).kubeconfig().toString(), "-o", "" + file);
      Matcher matcher = REVISION.matcher(said);
      if (!matcher.find()) {
        throw new TortureException("the backup says " + said);
      }
      revision = Long.parseLong(matcher.group(1));
      expected = objects(api, "?resourceVersionMatch=Exact&resourceVersion=" + revision);
      fill(api, number + 1_000_000);
    }
    String database = "restored" + number;
    try (Sql sql = other.sql()) {
      sql.query("create database " + database);
    }
    String url = PostgresServer.url(other.port()).replaceFirst("/postgres$", "/" + database);
    Path directory = arena.folder().resolve("restored-" + number);
    refused(damaged(file), directory, url);
    restore(file, directory, url);
    serve(number, directory, url, revision, expected);
    refused(file, arena.folder().resolve("again-" + number), url);
  }

  private void fill(Api api, int number) throws IOException {
    for (int i = 0; i < OBJECTS; i++) {
      boolean secret = i % 4 == 0;
      String value = "value of " + number + "-" + i;
      Map<String, Object> object =
          Map.of(
              "apiVersion",
              "v1",
              "kind",
              secret ? "Secret" : "ConfigMap",
              "metadata",
              Map.of("name", "kept-" + number + "-" + i),
              "data",
              Map.of(
                  "value", secret ? Base64.getEncoder().encodeToString(value.getBytes()) : value));
      Answer answer = api.post(secret ? SECRETS : ConfigMaps.PATH, object);
      if (!answer.isGood()) {
        throw new TortureException("an object cannot be made: " + answer);
      }
      written++;
    }
  }

  /** By name: uid and content of everything in the namespace. */
  private static Map<String, String> objects(Api api, String query) throws IOException {
    Map<String, String> objects = new TreeMap<>();
    for (String path : List.of(ConfigMaps.PATH, SECRETS)) {
      Answer answer = api.get(path + query);
      if (!answer.isGood()) {
        throw new TortureException(path + query + " was answered with " + answer);
      }
      for (JsonNode item : answer.body().path("items")) {
        JsonNode meta = item.path("metadata");
        objects.put(
            path + "/" + meta.path("name").asText(),
            meta.path("uid").asText() + " " + item.path("data"));
      }
    }
    return objects;
  }

  private String coxswain(String... words) {
    List<String> command = new ArrayList<>(List.of(options.executable().toString()));
    command.addAll(List.of(words));
    return Processes.run(command);
  }

  private String restore(Path file, Path directory, String url) {
    return coxswain(
        "restore",
        file.toString(),
        "--data-dir",
        directory.toString(),
        "--datastore",
        url,
        "--cluster-key",
        arena.server(0).directory().resolve("cluster.key").toString());
  }

  private void refused(Path file, Path directory, String url) {
    try {
      violations.add(file + " was not refused: " + restore(file, directory, url));
    } catch (TortureException e) {
      // As it should be.
    }
  }

  private Path damaged(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    return Files.write(file.resolveSibling(file.getFileName() + ".damaged"), bytes);
  }

  private void serve(
      int number, Path directory, String url, long revision, Map<String, String> expected)
      throws IOException {
    int port = Arena.freePort();
    ServerProcess server =
        new ServerProcess(
            100 + number,
            List.of(
                options.executable().toString(),
                "server",
                "--data-dir",
                directory.toString(),
                "--listen",
                "127.0.0.1:" + port,
                "--datastore",
                url),
            Map.of(),
            directory,
            port);
    server.start();
    try {
      server.awaitReady();
      // With the credentials of the cluster that was saved.
      try (Api api =
          new Api(
              URI.create("https://127.0.0.1:" + port),
              Credentials.of(arena.server(0).kubeconfig()))) {
        Map<String, String> found = objects(api, "");
        Answer old =
            api.get(ConfigMaps.PATH + "?resourceVersionMatch=Exact&resourceVersion=" + revision);
        Answer made = api.post(ConfigMaps.PATH, ConfigMaps.of("afterwards", Map.of()));
        violations.addAll(new RestoreRules(revision, expected).violations(found, old, made));
      }
    } finally {
      server.kill();
    }
  }
}
