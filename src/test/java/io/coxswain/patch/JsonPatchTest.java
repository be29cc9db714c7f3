package io.coxswain.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonPatchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [{'op':'add','path':'/a','value':1}] | {} | {'a':1}
          [{'op':'add','path':'/a/0','value':1}] | {'a':[2]} | {'a':[1,2]}
          [{'op':'add','path':'/a/-','value':1}] | {'a':[2]} | {'a':[2,1]}
          [{'op':'add','path':'/a/-1','value':1}] | {'a':[2]} | {'a':[2,1]}
          [{'op':'remove','path':'/a/-1'}] | {'a':[1,2]} | {'a':[1]}
          [{'op':'remove','path':'/a/b'}] | {'a':{'b':1,'c':2}} | {'a':{'c':2}}
          [{'op':'replace','path':'/a~1b','value':2}] | {'a/b':1} | {'a/b':2}
          [{'op':'replace','path':'/a~0b','value':null}] | {'a~b':1} | {'a~b':null}
          [{'op':'move','from':'/a','path':'/b'}] | {'a':1} | {'b':1}
          [{'op':'copy','from':'/a','path':'/b/c'}] | {'a':[1],'b':{}} | {'a':[1],'b':{'c':[1]}}
          [{'op':'test','path':'/a','value':1},{'op':'remove','path':'/a'}] | {'a':1} | {}
          [{'op':'test','path':'/missing','value':null}] | {} | {}
          [{'op':'replace','path':'','value':{'x':1}}] | {'a':1} | {'x':1}
          """)
  void operationsApplyInOrder(String patch, String before, String after) {
    assertEquals(Text.json(after), JsonPatch.apply(Text.array(patch), Text.json(before)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [{'op':'test','path':'/a','value':2}]
          [{'op':'remove','path':'/missing'}]
          [{'op':'replace','path':'/missing','value':1}]
          [{'op':'add','path':'/missing/child','value':1}]
          [{'op':'add','path':'/l/7','value':1}]
          [{'op':'remove','path':'/l/-9'}]
          [{'op':'add','path':'/l/x','value':1}]
          [{'op':'move','from':'/missing','path':'/b'}]
          [{'op':'dance','path':'/a'}]
          [{'op':'remove'}]
          """)
  void anOperationThatDoesNotApplyIsUnprocessable(String patch) {
    ApiException e =
        assertThrows(
            ApiException.class,
            () -> JsonPatch.apply(Text.array(patch), Text.json("{'a':1,'l':[1]}")));
    assertEquals(Reason.INVALID, e.reason());
    assertEquals(422, e.status().code());
    assertEquals(
        "the server rejected our request due to an error in our request", e.status().message());
  }

  @Test
  void aPatchOfTooManyOperationsIsTooLarge() {
    Json one = Text.json("{'op':'test','path':'/a','value':null}");
    JsonArray patch = JsonArray.of(java.util.Collections.nCopies(10_001, one));
    ApiException e =
        assertThrows(ApiException.class, () -> JsonPatch.apply(patch, Text.json("{}")));
    assertEquals(413, e.status().code());
  }

  @Test
  void whatIsNoOperationIsABadRequest() {
    ApiException e =
        assertThrows(ApiException.class, () -> JsonPatch.apply(Text.array("[1]"), Text.json("{}")));
    assertEquals(Reason.BAD_REQUEST, e.reason());
  }
}
