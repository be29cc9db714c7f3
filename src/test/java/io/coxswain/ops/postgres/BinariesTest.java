package io.coxswain.ops.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {
  @TempDir Path folder;

  private Path home(String path) throws IOException {
    Path bin = Files.createDirectories(folder.resolve(path).resolve("bin"));
    for (String program : new String[] {"postgres", "initdb"}) {
      assertTrue(Files.createFile(bin.resolve(program)).toFile().setExecutable(true));
    }
    return bin;
  }

  private Binaries find(Path given) {
    return Binaries.find(
        given, folder.resolve("app"), folder.resolve("packaged"), folder.resolve("system"));
  }

  @Test
  void looksInTheGivenFolderThenBesideTheExecutableThenThePackagesThenTheNewestOfTheSystem()
      throws IOException {
    home("system/14");
    assertThrows(PostgresException.class, () -> find(null), "14 is too old");
    home("system/9");
    Path old = home("system/15");
    assertEquals(old, find(null).bin());
    Path newer = home("system/17");
    assertEquals(newer, find(null).bin());
    Path packaged = home("packaged");
    assertEquals(packaged, find(null).bin());
    Path beside = home("app/postgres");
    assertEquals(beside, find(null).bin());
    Path given = home("given");
    assertEquals(given, find(folder.resolve("given")).bin());
    assertThrows(PostgresException.class, () -> find(folder.resolve("nothing")));
  }
}
