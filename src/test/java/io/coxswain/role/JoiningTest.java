package io.coxswain.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.client.RemoteOptions;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.coxswain.pki.PkiException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class JoiningTest {
  private static final URI SERVER = URI.create("https://10.0.0.1:6443");

  private final List<Duration> pauses = new ArrayList<>();
  private final Joining joining = new Joining(SERVER, pauses::add);

  private String refusal(RuntimeException answer) {
    return assertThrows(
            RoleException.class,
            () ->
                joining.join(
                    () -> {
                      throw answer;
                    }))
        .getMessage();
  }

  @Test
  void aTokenThatHasExpiredIsRefusedInOneSentence() {
    ApiException unauthorized =
        new ApiException(Status.failure(Reason.UNAUTHORIZED, "Unauthorized"));
    assertEquals(
        "the server does not accept the token: it is revoked, has expired or is another cluster's",
        refusal(unauthorized));
    assertEquals(List.of(), pauses);
  }

  @Test
  void aServerThatIsNotTheOneOfTheTokenIsNotBelieved() {
    assertEquals(
        "joining https://10.0.0.1:6443: another authority",
        refusal(new PkiException("another authority")));
  }

  @Test
  void aServerThatIsAwayOrNewIsWaitedFor() throws InterruptedException {
    RemoteOptions joined = RemoteOptions.token(SERVER, "", () -> "");
    List<Supplier<RemoteOptions>> answers = new ArrayList<>();
    answers.add(
        () -> {
          throw ApiException.unavailable("connection refused");
        });
    answers.add(
        () -> {
          throw new ApiException(Status.failure(Reason.FORBIDDEN, "no roles yet"));
        });
    answers.add(() -> joined);
    assertSame(joined, joining.join(() -> answers.removeFirst().get()));
    assertEquals(List.of(Duration.ofSeconds(1), Duration.ofSeconds(1)), pauses);
  }
}
