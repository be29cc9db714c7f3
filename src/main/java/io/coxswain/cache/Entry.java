package io.coxswain.cache;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Stored;
import java.lang.ref.WeakReference;
import java.util.Map;

/**
 * One object at one revision. Bytes stay; the parsed tree and encoded frames are made on demand and
 * live as long as somebody uses them: enough for all who are told of one change. Kept by soft
 * references they filled the heap of a server with many objects to twice its content, and every
 * collection copied them. Safe for any thread.
 */
public final class Entry {
  private final ObjectKey key;
  private final String uid;
  private final long revision;
  private final String version;
  private final byte[] bytes;

  // Made lazily by any thread; making them twice does no harm.
  private volatile WeakReference<JsonObject> object;
  private volatile WeakReference<Frames> frames;
  private volatile Map<String, String> labels;

  public Entry(ObjectKey key, String uid, long revision, String version, byte[] bytes) {
    this.key = key;
    this.uid = uid;
    this.revision = revision;
    this.version = version;
    this.bytes = bytes;
  }

  static Entry of(Stored stored) {
    return new Entry(
        stored.key(), stored.uid(), stored.revision(), stored.version(), stored.body());
  }

  public ObjectKey key() {
    return key;
  }

  public String uid() {
    return uid;
  }

  /** The revision of the last change, which is {@code metadata.resourceVersion}. */
  public long revision() {
    return revision;
  }

  /** The version the bytes are in, such as {@code apps/v1}. */
  public String version() {
    return version;
  }

  /** As stored: JSON in UTF-8 without {@code metadata.resourceVersion}. Not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** The object in its storage version, {@code metadata.resourceVersion} included. */
  public JsonObject object() {
    WeakReference<JsonObject> reference = object;
    JsonObject parsed = reference == null ? null : reference.get();
    if (parsed == null) {
      parsed = Meta.with(JsonParser.parseObject(bytes), "resourceVersion", Long.toString(revision));
      object = new WeakReference<>(parsed);
    }
    return parsed;
  }

  /** The object's labels, parsed once. */
  public Map<String, String> labels() {
    Map<String, String> known = labels;
    if (known == null) {
      known = Map.copyOf(Meta.labels(object()));
      labels = known;
    }
    return known;
  }

  /** Encoded forms of this object; may be empty again at any later call. */
  public Frames frames() {
    WeakReference<Frames> reference = frames;
    Frames known = reference == null ? null : reference.get();
    if (known == null) {
      known = new Frames();
      frames = new WeakReference<>(known);
    }
    return known;
  }

  /** The same content under another revision. */
  Entry at(long otherRevision) {
    return otherRevision == revision ? this : new Entry(key, uid, otherRevision, version, bytes);
  }

  @Override
  public String toString() {
    return key + "@" + revision;
  }
}
