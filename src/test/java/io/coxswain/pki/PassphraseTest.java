package io.coxswain.pki;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PassphraseTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void keysAreThoseOfRfc7914sVectors() {
    byte[] salt = "salt".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc",
        HexFormat.of().formatHex(Passphrase.key("passwd", salt, 1)));
    assertEquals(
        "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56",
        HexFormat.of()
            .formatHex(
                Passphrase.key("Password", "NaCl".getBytes(StandardCharsets.UTF_8), 80_000)));
  }

  @Test
  void aKeyComesBackOutWithItsPassphraseOnly() {
    byte[] key = Sealing.newKey(random);
    Sealing sealing = new Sealing(key, random);
    String wrapped = sealing.wrapped("correct horse");
    assertArrayEquals(key, Sealing.unwrap(wrapped, "correct horse", random));
    assertThrows(PkiException.class, () -> Sealing.unwrap(wrapped, "battery staple", random));
    assertThrows(PkiException.class, () -> Sealing.unwrap("what:1", "correct horse", random));
  }

  @Test
  void theCheckTellsKeysApart() {
    byte[] key = Sealing.newKey(random);
    assertEquals(new Sealing(key, random).check(), new Sealing(key, random).check());
    assertNotEquals(
        new Sealing(key, random).check(), new Sealing(Sealing.newKey(random), random).check());
  }
}
