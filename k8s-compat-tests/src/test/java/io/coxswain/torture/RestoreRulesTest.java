package io.coxswain.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A backup at revision 100 of two objects, and what a restored server may and may not show. */
class RestoreRulesTest {
  private static final Map<String, String> SAVED = Map.of("/one", "u1 {}", "/two", "u2 {}");
  private static final Answer GONE = answer(410, 0);
  private static final Answer CREATED = answer(201, 101);

  private static Answer answer(int status, long revision) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("metadata").put("resourceVersion", Long.toString(revision));
    return new Answer(status, body);
  }

  private static List<String> violations(Map<String, String> found, Answer past, Answer write) {
    return new RestoreRules(100, SAVED).violations(found, past, write);
  }

  @Test
  void exactlyWhatWasSavedIsGood() {
    assertEquals(List.of(), violations(SAVED, GONE, CREATED));
  }

  @Test
  void aMissingObjectIsNamed() {
    assertEquals(
        List.of("restored: missing {/two=u2 {}}, unexpected {}"),
        violations(Map.of("/one", "u1 {}"), GONE, CREATED));
  }

  @Test
  void anObjectOfAfterTheBackupIsNamed() {
    assertEquals(
        List.of("restored: missing {}, unexpected {/late=u3 {}}"),
        violations(Map.of("/one", "u1 {}", "/two", "u2 {}", "/late", "u3 {}"), GONE, CREATED));
  }

  @Test
  void anotherLifeOfTheSameNameIsNotTheObject() {
    assertEquals(
        List.of("restored: missing {/two=u2 {}}, unexpected {/two=u9 {}}"),
        violations(Map.of("/one", "u1 {}", "/two", "u9 {}"), GONE, CREATED));
  }

  @Test
  void thePastMustBeGone() {
    assertEquals(1, violations(SAVED, answer(200, 100), CREATED).size());
    assertEquals(1, violations(SAVED, answer(404, 0), CREATED).size());
  }

  @Test
  void aRevisionThatSomebodyMayHaveSeenIsNotGivenAgain() {
    assertEquals(1, violations(SAVED, GONE, answer(201, 100)).size());
    assertEquals(1, violations(SAVED, GONE, answer(201, 7)).size());
  }

  @Test
  void aServerThatTakesNoWritesIsNotRestored() {
    assertTrue(violations(SAVED, GONE, answer(503, 101)).getFirst().contains("503"));
  }
}
