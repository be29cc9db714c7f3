package io.coxswain.client;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Turns a streamed answer into signals for the informer's thread. Its methods run on the
 * transport's thread and only hand on; {@link #decode} runs on the informer's.
 */
final class WatchStream implements Transport.StreamListener {

  /** What the transport's thread tells the informer's. */
  sealed interface Signal {}

  /** Bytes of whole lines. */
  record Lines(WatchStream source, byte[] bytes) implements Signal {}

  /** Nothing more comes; {@code error} is {@code null} for an ordinary end. */
  record End(WatchStream source, Throwable error) implements Signal {}

  private final Consumer<Signal> inbox;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private int code = 200;

  WatchStream(Consumer<Signal> inbox) {
    this.inbox = inbox;
  }

  @Override
  public void head(int code, String contentType) {
    this.code = code;
  }

  @Override
  public void chunk(byte[] bytes) {
    if (code != 200) {
      partial.writeBytes(bytes);
      return;
    }
    int last = bytes.length - 1;
    while (last >= 0 && bytes[last] != '\n') {
      last--;
    }
    partial.write(bytes, 0, last + 1);
    if (last >= 0) {
      inbox.accept(new Lines(this, partial.toByteArray()));
      partial.reset();
    }
    partial.write(bytes, last + 1, bytes.length - last - 1);
  }

  @Override
  public void end(Throwable error) {
    Throwable why = error;
    if (code != 200) {
      why = refused(new Answer(code, "application/json", partial.toByteArray()));
    }
    inbox.accept(new End(this, why));
  }

  private static Throwable refused(Answer answer) {
    try {
      KubeClient.read(answer);
      return ApiException.internal("watch answered " + answer.code());
    } catch (RuntimeException e) {
      return e;
    }
  }

  /** The watch events of {@code bytes}, one a line, in order, without what is not wanted. */
  static void decode(byte[] bytes, JsonParser.Unwanted unwanted, Consumer<JsonObject> events) {
    int begin = 0;
    for (int end = 0; end <= bytes.length; end++) {
      if (end == bytes.length || bytes[end] == '\n') {
        if (end > begin) {
          events.accept(JsonParser.parseObject(bytes, begin, end - begin, unwanted));
        }
        begin = end + 1;
      }
    }
  }
}
