package io.coxswain.api.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the parameters of requests may be, in upstream's words. */
class OptionsTest {
  private static final String MATCH = "resourceVersionMatch: Forbidden: ";

  private static String complaint(Executable reading) {
    String text = assertThrows(ApiException.class, reading).getMessage();
    return text.substring(text.indexOf(" is invalid: ") + 13);
  }

  private static String list(String query) {
    return complaint(() -> ListOptions.of(QueryString.parse(query), false));
  }

  private static String watch(String query) {
    return complaint(() -> ListOptions.of(QueryString.parse(query), true));
  }

  private static WriteOptions write(String query, String kind, boolean apply) {
    VerbRequest request =
        new VerbRequest(
            null,
            "",
            "",
            "",
            QueryString.parse(query),
            null,
            false,
            null,
            null,
            "kubectl/v1.36.0 (linux/amd64)",
            new ArrayList<>(),
            null);
    return WriteOptions.of(request, kind, apply);
  }

  private static DeleteOptions delete(String body) {
    return DeleteOptions.of(JsonParser.parseObject(body.replace('\'', '"')));
  }

  @Test
  void aMatchOfVersionsNeedsAVersionAndNoContinuation() {
    assertEquals(
        MATCH + "resourceVersionMatch is forbidden unless resourceVersion is provided",
        list("resourceVersionMatch=Exact"));
    assertEquals(
        MATCH + "resourceVersionMatch is forbidden when continue is provided",
        list("resourceVersionMatch=Exact&resourceVersion=7&continue=x"));
    assertEquals(
        MATCH + "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"",
        list("resourceVersionMatch=Exact&resourceVersion=0"));
    assertEquals(
        "resourceVersionMatch: Unsupported value: \"Near\": supported values: \"Exact\","
            + " \"NotOlderThan\", \"\"",
        list("resourceVersionMatch=Near&resourceVersion=7"));
    assertEquals(
        "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list",
        list("sendInitialEvents=false"));
  }

  @Test
  void aListTellsAllThatIsWrong() {
    assertEquals(
        "["
            + MATCH
            + "resourceVersionMatch is forbidden unless resourceVersion is provided, "
            + MATCH
            + "resourceVersionMatch is forbidden when continue is provided,"
            + " sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list]",
        list("resourceVersionMatch=NotOlderThan&continue=x&sendInitialEvents=true"));
  }

  @Test
  void initialEventsOfAWatchNeedAMatch() {
    String requires = "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan";
    assertEquals(MATCH + requires, watch("sendInitialEvents=true"));
    assertEquals(
        "["
            + MATCH
            + requires
            + ", resourceVersionMatch: Unsupported value: \"Exact\": supported values:"
            + " \"NotOlderThan\"]",
        watch("sendInitialEvents=true&resourceVersionMatch=Exact"));
    assertEquals(
        MATCH + "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
        watch("resourceVersionMatch=NotOlderThan"));
    assertEquals(
        MATCH + "resourceVersionMatch is forbidden when continue is provided",
        watch("sendInitialEvents=1&resourceVersionMatch=NotOlderThan&continue=x"));
    ListOptions.of(QueryString.parse("continue=x"), true); // means nothing to a watch
  }

  @Test
  void flagsAreTrueUnlessTheySayOtherwise() {
    for (String text : new String[] {"x", "x=", "x=1", "x=true", "x=no"}) {
      assertTrue(QueryString.parse(text).flag("x"), text);
    }
    for (String text : new String[] {"", "x=0", "x=false", "x=FALSE"}) {
      assertFalse(QueryString.parse(text).flag("x"), text);
    }
  }

  @Test
  void numbersAreReadAsGoReadsThem() {
    assertEquals(500, QueryString.parse("limit=500").number("limit", 0));
    assertEquals(7, QueryString.parse("").number("limit", 7));
    for (String[] bad :
        new String[][] {
          {"abc", "invalid syntax"},
          {"1.5", "invalid syntax"},
          {"9223372036854775808", "value out of range"}
        }) {
      assertEquals(
          "strconv.ParseInt: parsing \"" + bad[0] + "\": " + bad[1],
          assertThrows(
                  ApiException.class, () -> QueryString.parse("limit=" + bad[0]).number("limit", 0))
              .getMessage());
    }
  }

  @Test
  void theFirstOfSeveralValuesCountsAndEscapesAreUndone() {
    QueryString query = QueryString.parse("a=x%2Cy+z&a=second&&b&labelSelector=app%3Dweb");
    assertEquals("x,y z", query.get("a"));
    assertEquals(2, query.all("a").size());
    assertEquals("", query.get("b"));
    assertTrue(query.has("b"));
    assertEquals("app=web", query.get("labelSelector"));
    assertThrows(ApiException.class, () -> QueryString.parse("a=%zz"));
  }

  @Test
  void theManagerComesFromTheProgramWhereItIsNotNamed() {
    assertEquals("kubectl", write("", "CreateOptions", false).manager());
    assertEquals("me", write("fieldManager=me", "CreateOptions", false).manager());
    assertEquals(
        "fieldManager: Required value: is required for apply patch",
        complaint(() -> write("", "PatchOptions", true)));
    assertEquals(
        "force: Forbidden: may not be specified for non-apply patch",
        complaint(() -> write("force=true", "PatchOptions", false)));
  }

  @Test
  void theManagerIsShortAndPrintable() {
    assertEquals(
        "fieldManager: Too long: may not be more than 128 bytes",
        complaint(() -> write("fieldManager=" + "%C3%A4".repeat(65), "CreateOptions", false)));
    assertEquals(
        "fieldManager: Invalid value: \"ä\\tb\": invalid character U+0009 (at position 2)",
        complaint(() -> write("fieldManager=%C3%A4%09b", "CreateOptions", false)));
    assertEquals("a b", write("fieldManager=a%20b", "CreateOptions", false).manager());
  }

  @Test
  void onlyEverythingCanBeDry() {
    assertTrue(write("dryRun=All", "CreateOptions", false).dryRun());
    assertFalse(write("", "CreateOptions", false).dryRun());
    assertEquals(
        "dryRun: Unsupported value: [\"All\",\"Some\"]: supported values: \"All\"",
        complaint(() -> write("dryRun=All&dryRun=Some", "CreateOptions", false)));
    assertEquals(
        "dryRun: Unsupported value: [\"\"]: supported values: \"All\"",
        complaint(() -> delete("{'dryRun':['']}")));
  }

  @Test
  void validationIsOneOfThree() {
    assertEquals(WriteOptions.FieldValidation.WARN, write("", "CreateOptions", false).validation());
    assertEquals(
        "fieldValidation: Unsupported value: \"strict\": supported values: \"\", \"Ignore\","
            + " \"Strict\", \"Warn\"",
        complaint(() -> write("fieldValidation=strict", "CreateOptions", false)));
  }

  @Test
  void deletesSayOnceWhatBecomesOfDependents() {
    DeleteOptions options =
        delete("{'gracePeriodSeconds':0,'preconditions':{'uid':'u','resourceVersion':'7'}}");
    assertEquals(0L, options.gracePeriodSeconds());
    assertEquals("u", options.uid());
    assertEquals("7", options.resourceVersion());
    assertNull(delete("{}").gracePeriodSeconds());
    assertEquals(
        "propagationPolicy: Invalid value: \"Orphan\": orphanDependents and deletionPropagation"
            + " cannot be both set",
        complaint(() -> delete("{'orphanDependents':true,'propagationPolicy':'Orphan'}")));
    assertEquals(
        "propagationPolicy: Unsupported value: \"Later\": supported values: \"Foreground\","
            + " \"Background\", \"Orphan\", \"nil\"",
        complaint(() -> delete("{'propagationPolicy':'Later'}")));
  }
}
