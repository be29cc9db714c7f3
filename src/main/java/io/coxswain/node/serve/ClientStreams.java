package io.coxswain.node.serve;

import io.coxswain.json.JsonObject;
import java.io.IOException;

/** The client's side of an exec or attach, whatever protocol it speaks. */
interface ClientStreams {
  /** What the client does; called on one virtual thread. */
  interface Input {
    void stdin(byte[] bytes);

    /** No more standard input. */
    void stdinClosed();

    void resize(int width, int height);

    /** The client hung up. */
    void gone();
  }

  /** Starts reading the client. */
  void listen(Input input);

  /** Sends output; blocks while the client does not read. */
  void output(boolean error, byte[] bytes) throws IOException;

  /** Sends the outcome and ends the conversation. */
  void finish(JsonObject status) throws IOException;
}
