package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An operator written in Go with controller-runtime, speaking protobuf. */
class OperatorTest {
  @RegisterExtension final Place place = new Place();

  @Test
  void itsInformersSeeEveryChangeOnceAndInOrderAndItsReconcilerKeepsWhatItOwns() {
    Path program = Path.of(Lab.env("COMPAT_GO"));
    Assumptions.assumeTrue(Files.isExecutable(program), "there is no Go on this machine");
    Shell.Result result =
        Shell.run(
            Duration.ofSeconds(120), Map.of(), "", List.of(program.toString(), place.namespace()));
    assertEquals(0, result.code(), result.all());
    assertTrue(result.out().contains("PASSED"), result.all());
  }
}
