package io.coxswain.controller.tokencleaner;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenCleanerTest {
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private void secret(String name, String type, String expiration) {
    String encoded =
        Base64.getEncoder().encodeToString(expiration.getBytes(StandardCharsets.UTF_8));
    harness.api.put(
        Resources.SECRETS,
        FakeApi.object("v1", "Secret", "kube-system", name)
            .with("type", type)
            .with("data", JsonObject.of("expiration", encoded)));
  }

  private JsonObject get(String name) {
    return harness.api.get(Resources.SECRETS, "kube-system", name);
  }

  @Test
  void tokensGoWhenTheirTimeIsPast() {
    String type = "bootstrap.kubernetes.io/token";
    secret("soon", type, "2026-01-01T01:00:00Z");
    secret("never", type, "");
    secret("other", "Opaque", "2025-01-01T00:00:00Z");
    harness.start("token-cleaner", TokenCleaner::start);
    harness.settle();
    assertNotNull(get("soon"));
    harness.timer.advance(Duration.ofMinutes(61));
    harness.eventually("gone", () -> get("soon") == null);
    assertNotNull(get("never"));
    assertNotNull(get("other"));
    assertNull(TokenCleaner.expiration(get("never")));
  }
}
