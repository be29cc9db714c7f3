package io.coxswain.api.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import org.junit.jupiter.api.Test;

class ContinueTokenTest {
  @Test
  void aTokenReadsBack() {
    ContinueToken token = new ContinueToken(12, ObjectKey.of("ns", "a.b"));
    assertEquals(token, ContinueToken.decode(token.encode()));
    ContinueToken cluster = new ContinueToken(-1, ObjectKey.of("", "node"));
    assertEquals(cluster, ContinueToken.decode(cluster.encode()));
  }

  @Test
  void anythingElseIsRefused() {
    for (String text : new String[] {"%", "abc", "e30"}) {
      assertThrows(ApiException.class, () -> ContinueToken.decode(text), text);
    }
  }
}
