package io.coxswain.pki;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * When to renew a certificate or token.
 *
 * @param due whether to renew now
 * @param again when to ask again if not; never more than an hour, because clocks jump: a timer set
 *     for next year would sleep through a suspended machine or a corrected clock
 */
public record Renewal(boolean due, Duration again) {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  /**
   * Due at two thirds of the life, and when it is over. A clock before the beginning of the life is
   * wrong, not the certificate: nothing is renewed, or peers with a right clock would be shown one
   * that for them has long expired.
   */
  public static Renewal decide(Instant notBefore, Instant notAfter, Instant now) {
    if (now.isBefore(notBefore)) {
      return new Renewal(false, Duration.ofMinutes(1));
    }
    Duration life = Duration.between(notBefore, notAfter);
    Instant at = notBefore.plus(life.dividedBy(3).multipliedBy(2));
    if (!now.isBefore(at)) {
      return new Renewal(true, Duration.ZERO);
    }
    Duration left = Duration.between(now, at);
    Duration bounded = left.compareTo(LONGEST) > 0 ? LONGEST : left;
    return new Renewal(false, bounded.compareTo(SHORTEST) < 0 ? SHORTEST : bounded);
  }

  /**
   * The same for a certificate that was made for {@code lifetime} but is valid from before: due
   * when a third of it is left.
   */
  public static Renewal decide(X509Certificate certificate, Duration lifetime, Instant now) {
    Instant end = certificate.getNotAfter().toInstant();
    Instant made = end.minus(lifetime);
    // Before the making: the clock is behind, or it was ahead then. It is good either way.
    return now.isBefore(made) ? new Renewal(false, LONGEST) : decide(made, end, now);
  }

  public static Renewal decide(X509Certificate certificate, Instant now) {
    return decide(
        certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant(), now);
  }
}
