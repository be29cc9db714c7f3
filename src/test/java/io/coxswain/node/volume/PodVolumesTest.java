package io.coxswain.node.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodVolumesTest {
  @TempDir Path root;
  private final FakeObjects objects = new FakeObjects();
  private final NoMounts mounts = new NoMounts();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private PodVolumes volumes;

  @BeforeEach
  void make() {
    volumes = new PodVolumes(root.resolve("disk"), root.resolve("run"), mounts, objects, () -> now);
  }

  private Map<String, Path> prepare(String list) {
    String text =
        "{'metadata':{'name':'p','namespace':'ns','uid':'u','labels':{'b':'2','a':'x\\\"y'}},"
            + "'spec':{'serviceAccountName':'sa','containers':[{'name':'c','resources':"
            + "{'limits':{'cpu':'1500m'}}}],'volumes':["
            + list
            + "]}}";
    JsonObject pod =
        JsonParser.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    return volumes.prepare(pod, JsonObject.of("memory", "64Mi"));
  }

  private void configMap(String key, String value) {
    objects.configMaps.put("ns/cm", JsonObject.of("data", JsonObject.of(key, value)));
  }

  @Test
  void aConfigMapIsShownThroughLinksThatSwapAsOne() throws IOException {
    configMap("a", "1");
    Path path = prepare("{'name':'v','configMap':{'name':'cm','defaultMode':256}}").get("v");
    assertEquals("1", Files.readString(path.resolve("a")));
    assertEquals(Path.of("..data", "a"), Files.readSymbolicLink(path.resolve("a")));
    assertEquals(0400, (Integer) Files.getAttribute(path.resolve("a"), "unix:mode") & 0777);
    Path before = Files.readSymbolicLink(path.resolve("..data"));

    prepare("{'name':'v','configMap':{'name':'cm','defaultMode':256}}");
    assertEquals(before, Files.readSymbolicLink(path.resolve("..data")), "nothing changed");

    configMap("b", "2");
    now = now.plusSeconds(1);
    prepare("{'name':'v','configMap':{'name':'cm','defaultMode':256}}");
    assertNotEquals(before, Files.readSymbolicLink(path.resolve("..data")));
    assertEquals("2", Files.readString(path.resolve("b")));
    assertFalse(Files.isSymbolicLink(path.resolve("a")));
    assertFalse(Files.exists(path.resolve(before)));
  }

  @Test
  void itemsChooseKeysPathsAndModes() throws IOException {
    configMap("a", "1");
    Path path =
        prepare(
                "{'name':'v','configMap':{'name':'cm','items':"
                    + "[{'key':'a','path':'deep/er','mode':384}]}}")
            .get("v");
    assertEquals("1", Files.readString(path.resolve("deep/er")));
    assertEquals(0600, (Integer) Files.getAttribute(path.resolve("deep/er"), "unix:mode") & 0777);
    ApiException e =
        assertThrows(
            ApiException.class,
            () ->
                prepare("{'name':'v','configMap':{'name':'cm','items':[{'key':'z','path':'z'}]}}"));
    assertTrue(e.getMessage().endsWith("references non-existent config key: z"), e.getMessage());
  }

  @Test
  void aMissingObjectFailsUnlessItIsOptional() throws IOException {
    ApiException e =
        assertThrows(ApiException.class, () -> prepare("{'name':'v','secret':{'secretName':'s'}}"));
    assertEquals(
        "MountVolume.SetUp failed for volume \"v\" : secret \"s\" not found", e.getMessage());
    Path path = prepare("{'name':'v','secret':{'secretName':'s','optional':true}}").get("v");
    assertTrue(Files.isDirectory(path));
  }

  @Test
  void aProjectedVolumeHasTokenObjectsAndFields() throws IOException {
    configMap("ca.crt", "CA");
    String list =
        "{'name':'v','projected':{'sources':["
            + "{'serviceAccountToken':{'path':'token','expirationSeconds':3600}},"
            + "{'configMap':{'name':'cm'}},"
            + "{'downwardAPI':{'items':[{'path':'ns','fieldRef':{'fieldPath':'metadata.namespace'}},"
            + "{'path':'labels','fieldRef':{'fieldPath':'metadata.labels'}},"
            + "{'path':'cpu','resourceFieldRef':{'containerName':'c','resource':'limits.cpu'}},"
            + "{'path':'mem','resourceFieldRef':{'containerName':'c','resource':'limits.memory',"
            + "'divisor':'1Mi'}}]}}]}}";
    Path path = prepare(list).get("v");
    assertEquals("token1", Files.readString(path.resolve("token")));
    assertEquals("CA", Files.readString(path.resolve("ca.crt")));
    assertEquals("ns", Files.readString(path.resolve("ns")));
    assertEquals("a=\"x\\\"y\"\nb=\"2\"", Files.readString(path.resolve("labels")));
    assertEquals("2", Files.readString(path.resolve("cpu")));
    assertEquals("64", Files.readString(path.resolve("mem")));
    now = now.plusSeconds(2000);
    prepare(list);
    assertEquals("token1", Files.readString(path.resolve("token")));
    now = now.plusSeconds(900);
    prepare(list);
    assertEquals("token2", Files.readString(path.resolve("token")), "renewed at four fifths");
    objects.away = true;
    now = now.plusSeconds(100_000);
    prepare(list);
    assertEquals(
        "token2", Files.readString(path.resolve("token")), "kept while the server is away");
  }

  @Test
  void emptyDirsAreForEverybodyAndGoWithThePod() throws IOException {
    Map<String, Path> paths =
        prepare("{'name':'d','emptyDir':{}},{'name':'m','emptyDir':{'medium':'Memory'}}");
    assertEquals(0777, (Integer) Files.getAttribute(paths.get("d"), "unix:mode") & 0777);
    assertEquals(paths.get("m"), mounts.memory.getFirst());
    Files.writeString(paths.get("d").resolve("file"), "x");
    prepare("{'name':'d','emptyDir':{}}");
    assertTrue(Files.exists(paths.get("d").resolve("file")));
    assertEquals(java.util.Set.of("u"), volumes.podUids());
    volumes.remove("u");
    assertTrue(volumes.podUids().isEmpty());
    assertTrue(mounts.memory.isEmpty());
  }

  @Test
  void hostPathsAreChecked() throws IOException {
    Path file = Files.writeString(root.resolve("f"), "x");
    assertEquals(
        file, prepare("{'name':'h','hostPath':{'path':'" + file + "','type':'File'}}").get("h"));
    ApiException e =
        assertThrows(
            ApiException.class,
            () -> prepare("{'name':'h','hostPath':{'path':'" + file + "','type':'Directory'}}"));
    assertTrue(
        e.getMessage().endsWith("hostPath type check failed: " + file + " is not a directory"));
    Path made = root.resolve("made");
    prepare("{'name':'h','hostPath':{'path':'" + made + "','type':'DirectoryOrCreate'}}");
    assertTrue(Files.isDirectory(made));
  }

  @Test
  void noSubPathLeadsOutOfItsVolume() throws IOException {
    Path volume = Files.createDirectories(root.resolve("vol"));
    assertTrue(Files.isDirectory(SubPaths.resolve(volume, "a/b")));
    Files.createSymbolicLink(volume.resolve("out"), root);
    assertThrows(ApiException.class, () -> SubPaths.resolve(volume, "out"));
    assertThrows(ApiException.class, () -> SubPaths.resolve(volume, "out/new"));
    assertThrows(ApiException.class, () -> SubPaths.resolve(volume, "../x"));
  }
}
