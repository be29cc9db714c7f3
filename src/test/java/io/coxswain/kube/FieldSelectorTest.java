package io.coxswain.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.FieldSelector.Term;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldSelectorTest {
  private static List<Term> terms(String text) {
    return FieldSelector.parse(text).terms();
  }

  private static String complaint(String text) {
    return assertThrows(ApiException.class, () -> FieldSelector.parse(text)).getMessage();
  }

  @Test
  void termsAreReadInOrder() {
    assertEquals(
        List.of(new Term("a", true, "x"), new Term("b", true, "y"), new Term("c", false, "z")),
        terms("a=x,b==y,c!=z"));
    assertEquals(List.of(new Term("a", true, "")), terms("a="));
    assertEquals(List.of(new Term("a", true, "x")), terms(",a=x,"));
    assertTrue(FieldSelector.parse("").isEverything());
    assertTrue(FieldSelector.parse(null).isEverything());
  }

  @Test
  void separatorsInValuesAreEscaped() {
    assertEquals(List.of(new Term("a", true, "x,y")), terms("a=x\\,y"));
    assertEquals(List.of(new Term("a", true, "=")), terms("a=\\="));
    assertEquals(List.of(new Term("a", true, "\\"), new Term("b", true, "c")), terms("a=\\\\,b=c"));
  }

  @Test
  void mistakesAreToldInUpstreamsWords() {
    assertEquals("invalid selector: 'a=b,c'; can't understand 'c'", complaint("a=b,c"));
    assertEquals("invalid field selector: unescaped character in value: 61", complaint("a=b=c"));
    assertEquals("invalid field selector: invalid escape sequence: \\d", complaint("a=\\d"));
    assertEquals("invalid field selector: invalid escape sequence: \\", complaint("a=\\"));
  }
}
