package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot start says why in one sentence and ends. */
class RefusalTest {
  private static Servers servers;
  private static Servers.Server server;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    servers = new Servers(List.of());
    server = servers.add();
  }

  @AfterAll
  static void stop() {
    if (servers != null) {
      servers.close();
    }
  }

  private static Shell.Result run(Map<String, String> environment, List<String> arguments) {
    List<String> line = new ArrayList<>(List.of(Lab.env("COMPAT_BINARY")));
    line.addAll(arguments);
    return Shell.run(Duration.ofSeconds(60), environment, "", line);
  }

  private static void refused(String sentence, String... arguments) {
    refused(Map.of(), sentence, arguments);
  }

  private static void refused(
      Map<String, String> environment, String sentence, String... arguments) {
    Shell.Result result = run(environment, Arrays.asList(arguments));
    assertTrue(result.code() > 0 && result.code() < 3, result::all);
    List<String> said = result.err().lines().filter(line -> line.startsWith("coxswain")).toList();
    assertEquals(1, said.size(), result::all);
    assertTrue(said.getFirst().contains(sentence), result::all);
  }

  private String[] withDatabase(String url) {
    return new String[] {
      "server",
      "--data-dir",
      folder.resolve("data").toString(),
      "--listen",
      "127.0.0.1:" + Servers.freePort(),
      "--advertise-address",
      "127.0.0.1",
      "--datastore",
      url
    };
  }

  @Test
  void aPortThatIsTaken() {
    refused(
        "--listen 127.0.0.1:" + server.port() + ": cannot listen there: Address already in use",
        "server",
        "--data-dir",
        folder.toString(),
        "--listen",
        "127.0.0.1:" + server.port());
  }

  @Test
  void aDirectoryThatIsAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    refused(
        "--data-dir " + file + ": this is a file, not a directory",
        "server",
        "--data-dir",
        file.toString());
  }

  @Test
  void databasesThatCannotBeUsed() {
    String url = servers.url();
    refused("password authentication failed", withDatabase(url.replace(":secret@", ":wrong@")));
    refused("database \"none\" does not exist", withDatabase(url.replace("/postgres", "/none")));
    refused(
        "the database does not answer: Connection refused",
        withDatabase("postgres://coxswain:secret@127.0.0.1:1/postgres"));
    refused("not a PostgreSQL address", withDatabase("mysql://127.0.0.1/x"));
  }

  @Test
  void aServerWithAnotherClusterKey() {
    refused(
        "copy the file from the data directory of a server of this cluster",
        withDatabase(servers.url()));
  }

  @Test
  void aBrokenConfigurationFile() throws IOException {
    Path file = Files.writeString(folder.resolve("config.yaml"), "listen: [\n");
    Map<String, String> environment = Map.of("COXSWAIN_CONFIG", file.toString());
    refused(environment, "configuration file " + file + ": yaml: ", "server");
  }

  private String[] agent(String url, String token) {
    return new String[] {
      "agent",
      "--data-dir",
      folder.resolve("agent").toString(),
      "--node-name",
      "none",
      "--node-ip",
      "127.0.0.1",
      "--server",
      url,
      "--token",
      token
    };
  }

  @Test
  void tokensThatLeadNowhere() {
    String url = "https://127.0.0.1:" + server.port();
    Map<String, String> mine = Map.of("KUBECONFIG", server.kubeconfig().toString());
    String token = run(mine, List.of("token", "create")).orFail();
    String wrong = token.replaceFirst("[.][a-z0-9]{16}[.]", ".0123456789abcdef.");
    refused("the server does not accept the token", agent(url, wrong));
    refused("--token: ", agent(url, "nonsense"));
    refused("--server nonsense: expected a URL", agent("nonsense", token));
    refused("give --server and --token", "agent", "--data-dir", folder.resolve("agent").toString());
  }

  @Test
  void aTokenThatHasExpired() throws IOException {
    assertEquals("403", answerTo(joinToken(3600))); // known, and without a role for this
    String brief = joinToken(1);
    Eventually.equal(30, "401", () -> answerTo(brief));
    refused(
        "the server does not accept the token: it is revoked, has expired",
        agent("https://127.0.0.1:" + server.port(), brief));
  }

  private String joinToken(int seconds) throws IOException {
    Path wanted = Files.writeString(folder.resolve("wanted.json"), "{\"seconds\":" + seconds + "}");
    String made = server.kubectl("create --raw /platform/v1/join-tokens -f " + wanted).orFail();
    return made.replaceFirst("(?s).*(cx1[.][a-z0-9.]*).*", "$1");
  }

  /** The HTTP code for a list of pods by who has the token. */
  private static String answerTo(String joinToken) {
    String[] parts = joinToken.split("[.]");
    String bearer = parts[1] + "." + parts[2];
    String url = "https://127.0.0.1:" + server.port() + "/api/v1/pods";
    String line = "curl -sk -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer " + bearer;
    return Shell.run(Duration.ofSeconds(10), Map.of(), "", List.of("sh", "-c", line + "' " + url))
        .out();
  }

  @Test
  void podmanThatIsNotThere() {

    String url = "https://127.0.0.1:" + server.port();
    Map<String, String> mine = Map.of("KUBECONFIG", server.kubeconfig().toString());
    String token = run(mine, List.of("token", "create")).orFail();
    List<String> line = new ArrayList<>(Arrays.asList(agent(url, token)));
    line.addAll(
        List.of(
            "--podman",
            folder.resolve("podman.sock").toString(),
            "--podman-program",
            folder.resolve("podman").toString()));
    refused(
        "--podman " + folder.resolve("podman.sock") + ": nobody serves it",
        line.toArray(String[]::new));
  }
}
