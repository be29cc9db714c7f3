package io.coxswain.api.http;

import io.coxswain.api.authn.Credentials;
import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.verb.Loop;
import io.coxswain.api.verb.QueryString;
import io.coxswain.client.Answer;
import io.coxswain.client.Call;
import io.coxswain.client.Transport;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Calls from inside this process, as a given user: no network and no authentication, everything
 * else as for anybody. One event loop serves all calls of one transport.
 */
public final class InProcessTransport implements Transport {
  private final ApiServer server;
  private final UserInfo user;
  private final Loop loop;
  private volatile boolean closed;

  public InProcessTransport(Vertx vertx, ApiServer server, UserInfo user) {
    this.server = server;
    this.user = user;
    this.loop =
        new Loop(vertx, ((io.vertx.core.impl.VertxInternal) vertx).createEventLoopContext());
  }

  @Override
  public CompletionStage<Answer> send(Call call) {
    CompletableFuture<Answer> answered = new CompletableFuture<>();
    ask(
        call,
        answered::completeExceptionally,
        answer -> {
          switch (answer.body()) {
            case ApiResponse.Bytes body ->
                answered.complete(
                    new Answer(answer.code(), plain(answer.contentType()), body.bytes()));
            case ApiResponse.Streamed body ->
                body.source()
                    .start(
                        new CollectingSink(
                            bytes ->
                                answered.complete(
                                    new Answer(
                                        answer.code(), plain(answer.contentType()), bytes))));
            case ApiResponse.Taken taken ->
                answered.completeExceptionally(
                    new IllegalStateException("the call needs a connection of its own"));
          }
        });
    return answered;
  }

  @Override
  public CompletionStage<AutoCloseable> stream(Call call, StreamListener listener) {
    CompletableFuture<AutoCloseable> opened = new CompletableFuture<>();
    ask(
        call,
        opened::completeExceptionally,
        answer -> {
          ListenerSink sink = new ListenerSink(loop, listener);
          sink.head(answer.code(), plain(answer.contentType()));
          switch (answer.body()) {
            case ApiResponse.Bytes body -> {
              sink.write(Buffer.buffer(body.bytes()));
              sink.end();
            }
            case ApiResponse.Streamed body -> body.source().start(sink);
            case ApiResponse.Taken taken ->
                sink.fail(new IllegalStateException("the call needs a connection of its own"));
          }
          opened.complete(sink);
        });
    return opened;
  }

  private void ask(Call call, Consumer<Throwable> failed, Consumer<ApiResponse> then) {
    if (closed) {
      failed.accept(new IllegalStateException("the transport is closed"));
      return;
    }
    loop.later(
        () -> {
          try {
            server.handle(request(call), loop).onSuccess(then::accept).onFailure(failed::accept);
          } catch (RuntimeException e) {
            failed.accept(e);
          }
        });
  }

  private ApiRequest request(Call call) {
    int mark = call.path().indexOf('?');
    Map<String, List<String>> headers = new LinkedHashMap<>();
    call.headers()
        .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), List.of(value)));
    return new ApiRequest(
        call.method(),
        mark < 0 ? call.path() : call.path().substring(0, mark),
        QueryString.parse(mark < 0 ? null : call.path().substring(mark + 1)),
        headers,
        call.body(),
        new Credentials(null, List.of()),
        user,
        null);
  }

  private static String plain(String contentType) {
    int parameters = contentType.indexOf(';');
    return parameters < 0 ? contentType : contentType.substring(0, parameters);
  }

  @Override
  public void close() {
    closed = true;
  }
}
