package io.coxswain.cache;

import io.vertx.core.Future;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Encoded forms of one object, each made once and shared by every reader. Encoding may be
 * asynchronous (a conversion webhook); readers that come meanwhile wait for the same future.
 */
public final class Frames {
  private final ConcurrentMap<Form, Future<byte[]>> frames = new ConcurrentHashMap<>(2);

  /**
   * Names a form.
   *
   * @param version the served API version, such as {@code autoscaling/v1}
   * @param mediaType of the bytes
   * @param shape Object, Table or Metadata
   * @param generation of the type: a changed CRD asks for another one and never sees old frames
   */
  public record Form(String version, String mediaType, String shape, long generation) {}

  /** The bytes if they are made, else {@code null}. */
  public byte[] present(Form form) {
    Future<byte[]> known = frames.get(form);
    return known != null && known.succeeded() ? known.result() : null;
  }

  /** The bytes in this form, encoded now by {@code encode} if nobody did. */
  public byte[] of(Form form, Supplier<byte[]> encode) {
    byte[] known = present(form);
    if (known == null) {
      known = encode.get();
      frames.put(form, Future.succeededFuture(known));
    }
    return known;
  }

  /** As {@link #of}, for encodings that take time. A failed encoding is not kept. */
  public Future<byte[]> later(Form form, Supplier<Future<byte[]>> encode) {
    Future<byte[]> known = frames.get(form);
    if (known == null || known.failed()) {
      known = encode.get();
      frames.put(form, known);
    }
    return known;
  }
}
