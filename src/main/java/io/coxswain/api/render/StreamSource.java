package io.coxswain.api.render;

/** Produces a streamed body. */
@FunctionalInterface
public interface StreamSource {
  /** Begins to write; called once, on the sink's loop. */
  void start(StreamSink sink);
}
