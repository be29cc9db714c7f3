package io.coxswain.node.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path root;

  @Test
  void whatIsPutIsThereAfterARestart() throws IOException {
    Journal journal = new Journal(root);
    JsonObject pod = JsonObject.of("a", "1");
    journal.put("pods/u1", pod);
    journal.put("pods/u2", pod);
    journal.remove("pods/u2");
    assertEquals(Map.of("pods/u1", pod), new Journal(root).all());
    Path file = root.resolve("pods~u1.json");
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
  }

  @Test
  void anEqualObjectIsNotWrittenAgain() throws IOException {
    Journal journal = new Journal(root);
    journal.put("a", JsonObject.of("x", "1"));
    Files.delete(root.resolve("a.json"));
    journal.put("a", JsonObject.of("x", "1"));
    assertTrue(Files.notExists(root.resolve("a.json")));
  }

  @Test
  void halfWrittenAndBrokenFilesAreForgotten() throws IOException {
    Files.writeString(root.resolve("a.json.tmp"), "{");
    Files.writeString(root.resolve("b.json"), "{\"x\":");
    Journal journal = new Journal(root);
    assertTrue(journal.all().isEmpty());
    assertNull(journal.get("b"));
    assertTrue(Files.notExists(root.resolve("b.json")));
  }

  @Test
  void aClosedJournalStaysAsItIs() {
    Journal journal = new Journal(root);
    journal.put("pods/u1", JsonObject.of("a", "1"));
    journal.close();
    journal.put("pods/u2", JsonObject.of("a", "2"));
    journal.remove("pods/u1");
    assertEquals(Map.of("pods/u1", JsonObject.of("a", "1")), new Journal(root).all());
  }
}
