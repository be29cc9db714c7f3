package io.coxswain.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class NamesTest {
  private static void good(UnaryOperator<String> check, String... names) {
    for (String name : names) {
      assertNull(check.apply(name), name);
    }
  }

  private static void bad(UnaryOperator<String> check, String... names) {
    for (String name : names) {
      assertNotNull(check.apply(name), name);
    }
  }

  @Test
  void labelsHaveNoDotsAndSubdomainsDo() {
    good(Names::dnsLabel, "a", "1", "a-1", "a".repeat(63));
    bad(Names::dnsLabel, "", "A", "a.b", "-a", "a-", "a_b", "a".repeat(64), "a\n");
    good(Names::dnsSubdomain, "a.b", "1.2.3", "a--b.c", ("a".repeat(49) + ".").repeat(5) + "abc");
    bad(Names::dnsSubdomain, "", ".a", "a.", "a..b", "a.-b", "A.b", "a".repeat(254));
  }

  @Test
  void servicesBeginWithALetter() {
    good(Names::dns1035Label, "a", "web-1");
    bad(Names::dns1035Label, "1web", "-web", "web-", "Web");
  }

  @Test
  void lengthIsToldInBytes() {
    assertEquals("must be no more than 63 bytes", Names.dnsLabel("a".repeat(64)));
    assertEquals("must be no more than 253 bytes", Names.dnsSubdomain("a".repeat(254)));
    assertEquals("must be no more than 63 bytes", Names.labelValue("a".repeat(64)));
    assertEquals(
        "name part must be no more than 63 bytes", Names.qualifiedName("a/" + "b".repeat(64)));
  }

  @Test
  void keysHaveAtMostOnePrefix() {
    good(Names::qualifiedName, "a", "A_b.c", "example.com/a", "kubernetes.io/os");
    assertEquals("prefix part must be non-empty", Names.qualifiedName("/a"));
    assertEquals("name part must be non-empty", Names.qualifiedName("a/"));
    assertTrue(Names.qualifiedName("A/b").startsWith("prefix part a lowercase RFC 1123 subdomain"));
    assertTrue(Names.qualifiedName("-a").startsWith("name part must consist of alphanumeric"));
    String many = Names.qualifiedName("a/b/c");
    assertTrue(many.startsWith("a valid label key must consist of"), many);
    assertTrue(
        many.endsWith("with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"),
        many);
  }

  @Test
  void labelValuesMayBeEmpty() {
    good(Names::labelValue, "", "a", "A.b_c-9");
    bad(Names::labelValue, "-a", "a-", "a b", "a/b", "ä");
  }

  @Test
  void segmentsOfPathsAreNotPathsThemselves() {
    good(Names::pathSegment, "system:node", "...", "A b");
    List<String> complaints =
        List.of(
            Names.pathSegment("."),
            Names.pathSegment(".."),
            Names.pathSegment("a/b"),
            Names.pathSegment("a%b"));
    assertEquals(
        List.of("may not be '.'", "may not be '..'", "may not contain '/'", "may not contain '%'"),
        complaints);
  }
}
