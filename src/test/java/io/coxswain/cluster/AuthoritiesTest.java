package io.coxswain.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.pki.BootstrapToken;
import io.coxswain.pki.Certificates;
import io.coxswain.pki.FixedRandom;
import io.coxswain.pki.JoinToken;
import io.coxswain.pki.KeyedCertificate;
import io.coxswain.pki.Sealing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthoritiesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final List<String> NAMES = List.of("192.168.1.5", "box");

  private final FixedRandom random = new FixedRandom(6);
  private final MemoryAuthorityStore store = new MemoryAuthorityStore();
  private final Sealing sealing = new Sealing(Sealing.newKey(random), random);

  private Authorities loadOrCreate(Sealing with) {
    try {
      return Authorities.loadOrCreate(store, with, () -> NOW, random).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw ApiException.of(e);
    }
  }

  @Test
  void theFirstStartMakesThemAndTheNextFindsThem() {
    Authorities made = loadOrCreate(sealing);
    Authorities found = loadOrCreate(sealing);
    assertEquals(made.cluster().certificate(), found.cluster().certificate());
    assertEquals(made.cluster().key(), found.cluster().key());
    assertEquals(made.serviceAccounts().keySet(), found.serviceAccounts().keySet());
    assertFalse(made.cluster().certificate().equals(made.frontProxy().certificate()));
  }

  @Test
  void ofTwoServersThatStartAtOnceOneWinsForBoth() {
    AtomicReference<Authorities> rival = new AtomicReference<>();
    store.beforeInsert = () -> rival.set(loadOrCreate(sealing));
    Authorities mine = loadOrCreate(sealing);
    assertEquals(rival.get().cluster().certificate(), mine.cluster().certificate());
    assertEquals(rival.get().cluster().key(), mine.cluster().key());
    assertEquals(rival.get().serviceAccounts().keySet(), mine.serviceAccounts().keySet());
  }

  @Test
  void aServerWithAnotherSealingKeyIsToldWhy() {
    loadOrCreate(sealing);
    var other = new Sealing(Sealing.newKey(random), random);
    var error = assertThrows(ApiException.class, () -> loadOrCreate(other));
    assertTrue(error.getMessage().contains("cluster.key"), error.getMessage());
  }

  @Test
  void withoutTheDatabaseNothingIsMade() {
    store.away = true;
    var error = assertThrows(ApiException.class, () -> loadOrCreate(sealing));
    assertEquals(Reason.SERVICE_UNAVAILABLE, error.reason());
  }

  private KeyedCertificate serving(Authorities authorities, List<String> names) {
    return ServingCertificates.issue(
        authorities.cluster(), "10.96.0.1", "cluster.local", names, NOW, random);
  }

  @Test
  void aKeptServingCertificateIsUsedAsLongAsItFits() {
    Authorities authorities = loadOrCreate(sealing);
    var authority = authorities.cluster().certificate();
    KeyedCertificate kept = serving(authorities, NAMES);
    assertTrue(ServingCertificates.fits(kept, authority, "10.96.0.1", NAMES, NOW));
    assertFalse(
        ServingCertificates.fits(kept, authority, "10.96.0.1", List.of("192.168.1.6"), NOW));
    assertFalse(
        ServingCertificates.fits(
            kept, authority, "10.96.0.1", NAMES, NOW.plus(Duration.ofDays(300))));
    var other = ServingCertificates.standIn(NOW, random);
    assertFalse(ServingCertificates.fits(other, authority, "10.96.0.1", List.of(), NOW));
  }

  @Test
  void theServingChainShowsTheAuthorityThatJoinTokensPin() {
    Authorities authorities = loadOrCreate(sealing);
    KeyedCertificate serving = serving(authorities, NAMES);
    var token = JoinToken.of(BootstrapToken.create(random), authorities.cluster().certificate());
    assertTrue(token.pins(serving.chain().getLast()));
    assertTrue(Certificates.isSignedBy(serving.certificate(), serving.chain().getLast()));
  }

  @Test
  void aServersDirectoryKeepsWhatHttpsNeeds(@TempDir Path dir) throws Exception {
    Path data = dir.resolve("new").resolve("data");
    var directory = new ServerDirectory(data);
    assertTrue(directory.serving().isEmpty());
    assertTrue(directory.authority().isEmpty());
    Authorities authorities = loadOrCreate(directory.sealing(random));
    KeyedCertificate serving = serving(authorities, NAMES);
    directory.keep(authorities.cluster().certificate(), serving);
    var again = new ServerDirectory(data);
    assertEquals(serving.chain(), again.serving().orElseThrow().chain());
    assertEquals(serving.key(), again.serving().orElseThrow().key());
    assertEquals(authorities.cluster().certificate(), again.authority().orElseThrow());
    assertEquals(authorities.cluster().key(), loadOrCreate(again.sealing(random)).cluster().key());
    for (String secret : List.of("cluster.key", "serving.key")) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(secret))));
    }
  }

  @Test
  void aDamagedServingPairIsAsIfThereWereNone(@TempDir Path dir) throws Exception {
    Files.writeString(dir.resolve("serving.crt"), "half");
    Files.writeString(dir.resolve("serving.key"), "");
    assertTrue(new ServerDirectory(dir).serving().isEmpty());
  }

  @Test
  void aJoinTokenIsGoodWithItsSecretUntilItEnds() {
    var token = BootstrapToken.create(random);
    JoinTokenRow row = new JoinTokenRow();
    row.secretHash = JoinTokens.hash(token);
    row.expires = NOW;
    assertTrue(JoinTokens.isGood(row, token, NOW.minusSeconds(1)));
    assertFalse(JoinTokens.isGood(row, token, NOW));
    assertFalse(JoinTokens.isGood(row, new BootstrapToken(token.id(), "x"), NOW.minusSeconds(1)));
    row.expires = null;
    assertTrue(JoinTokens.isGood(row, token, NOW));
  }
}
