package io.coxswain.cluster.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupFileTest {
  private static final BackupHeader HEADER =
      new BackupHeader(
          Instant.parse("2026-01-02T03:04:05Z"), "0.1", "a-cluster", 4711, -1, "c0ffee", "");

  @TempDir Path folder;

  private static byte[] backup(List<String> rows) {
    BackupWriter writer = new BackupWriter(HEADER);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(writer.add(rows.subList(0, rows.size() / 2)));
    out.writeBytes(writer.add(rows.subList(rows.size() / 2, rows.size())));
    out.writeBytes(writer.finish());
    return out.toByteArray();
  }

  private static List<String> rows(int objects) {
    List<String> out = new ArrayList<>(List.of("platform_identity {\"one\":1}"));
    for (int i = 0; i < objects; i++) {
      out.add("object {\"name\":\"o" + i + "\",\"body\":\"{\\\"größe\\\":" + i * 7919 + "}\"}");
    }
    return out;
  }

  private BackupFile open(byte[] bytes) throws IOException {
    Path file = folder.resolve("b");
    Files.write(file, bytes);
    return BackupFile.open(file);
  }

  private String refusal(byte[] bytes) {
    return assertThrows(ApiException.class, () -> open(bytes)).getMessage();
  }

  @Test
  void whatWasWrittenIsReadInOrderAndInBoundedPieces() throws IOException {
    List<String> rows = rows(2_000);
    BackupFile file = open(backup(rows));
    assertEquals(HEADER, file.header());
    assertEquals(Map.of("object", 2_000L, "platform_identity", 1L), file.rows());
    List<String> read = new ArrayList<>();
    file.read(
        (section, some) -> {
          assertTrue(some.size() <= 500);
          some.forEach(row -> read.add(section + " " + row));
        });
    assertEquals(rows, read);
  }

  @Test
  void anEmptyClusterIsABackupToo() throws IOException {
    assertEquals(Map.of(), open(backup(List.of())).rows());
  }

  @Test
  void everyPlaceToCutItOffIsNoticed() throws IOException {
    byte[] whole = backup(rows(8));
    for (int length = 0; length < whole.length; length++) {
      String why = refusal(Arrays.copyOf(whole, length));
      assertTrue(
          length == 0 ? why.equals("it is empty") : why.startsWith("it is cut off"),
          length + " of " + whole.length + ": " + why);
    }
    open(whole);
  }

  @Test
  void everyFlippedBitIsNoticed() throws IOException {
    byte[] whole = backup(rows(8));
    for (int bit = 0; bit < whole.length * 8; bit += 3) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      int at = bit;
      assertThrows(ApiException.class, () -> open(flipped), () -> "bit " + at);
    }
  }

  @Test
  void whatIsAppendedOrLeftOutIsNoticed() {
    byte[] whole = backup(rows(8));
    byte[] appended = Arrays.copyOf(whole, whole.length + 1);
    appended[whole.length] = '\n';
    assertTrue(refusal(appended).startsWith("it is cut off"));
    byte[] twice = Arrays.copyOf(whole, whole.length * 2);
    System.arraycopy(whole, 0, twice, whole.length, whole.length);
    assertTrue(refusal(twice).startsWith("it is damaged"));
    byte[] hole = new byte[whole.length - 10];
    System.arraycopy(whole, 0, hole, 0, 200);
    System.arraycopy(whole, 210, hole, 200, hole.length - 200);
    assertTrue(refusal(hole).startsWith("it is damaged"), refusal(hole));
  }

  @Test
  void foreignAndNewerFilesAreRefusedInASentence() {
    assertEquals("it is not a backup of coxswain", refusal(new byte[100_000]));
    assertEquals(
        "it is not a backup of coxswain", refusal("PGDMP\n".getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        "it is not a backup of coxswain",
        refusal("{\"kind\":\"List\"}\n".getBytes(StandardCharsets.UTF_8)));
    String newer =
        new String(backup(rows(1)), StandardCharsets.ISO_8859_1)
            .replaceFirst("\"coxswainBackup\":1,", "\"coxswainBackup\":2,");
    assertEquals(
        "it was written by a newer coxswain (0.1, format 2); this one reads format 1",
        refusal(newer.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
