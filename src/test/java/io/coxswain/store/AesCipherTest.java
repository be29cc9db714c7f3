package io.coxswain.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AesCipherTest {
  private static final byte[] PLAIN = "hush".getBytes(StandardCharsets.UTF_8);
  private static final ObjectKey KEY = ObjectKey.of("a", "s");

  private final AesCipher cipher = cipher((short) 1);

  private static AesCipher cipher(short current) {
    byte[] other = new byte[32];
    other[0] = 1;
    return new AesCipher(
        Map.of((short) 1, new byte[32], (short) 2, other),
        current,
        Set.of("secrets"),
        new SecureRandom());
  }

  @Test
  void opensWhatItSealed() {
    byte[] sealed = cipher.seal((short) 1, "secrets", KEY, PLAIN);
    assertArrayEquals(PLAIN, cipher.open((short) 1, "secrets", KEY, sealed));
    assertFalse(
        Arrays.equals(sealed, cipher.seal((short) 1, "secrets", KEY, PLAIN)), "a nonce each time");
  }

  @Test
  void sealsConfiguredResourcesOnly() {
    assertEquals(1, cipher.keyFor("secrets"));
    assertEquals(0, cipher.keyFor("configmaps"));
    assertArrayEquals(PLAIN, cipher.seal((short) 0, "configmaps", KEY, PLAIN));
  }

  @Test
  void aBodyMovedToAnotherRowDoesNotOpen() {
    byte[] sealed = cipher.seal((short) 1, "secrets", KEY, PLAIN);
    assertThrows(
        ApiException.class,
        () -> cipher.open((short) 1, "secrets", ObjectKey.of("a", "t"), sealed));
    assertThrows(ApiException.class, () -> cipher.open((short) 1, "configmaps", KEY, sealed));
  }

  @Test
  void whatAnOldKeySealedOpensAfterTheKeyIsChanged() {
    byte[] sealed = cipher.seal((short) 1, "secrets", KEY, PLAIN);
    AesCipher rotated = cipher((short) 2);
    assertEquals(2, rotated.keyFor("secrets"));
    assertArrayEquals(PLAIN, rotated.open((short) 1, "secrets", KEY, sealed));
    assertThrows(ApiException.class, () -> rotated.open((short) 3, "secrets", KEY, sealed));
  }
}
