package io.coxswain.cache;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Stored;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Map;

/**
 * One object at one revision. Made when it is asked for: what stays are its bytes, among those of
 * others. The parsed tree and encoded frames are made on demand and live as long as somebody uses
 * them: enough for all who are told of one change. Safe for any thread.
 */
public final class Entry {
  private final Run run;
  private final int index;
  private final long revision;
  private final String version;
  private final Slab slab;
  private final int offset;
  private final int length;

  // Made lazily by any thread; making them twice does no harm.
  private ObjectKey key;
  private String uid;
  private volatile WeakReference<JsonObject> object;
  private volatile WeakReference<Frames> frames;
  private volatile Map<String, String> labels;

  /** An object that stands for itself; {@code bytes} are not to be changed any more. */
  public Entry(ObjectKey key, String uid, long revision, String version, byte[] bytes) {
    this(key, uid, revision, version, new Slab(bytes), 0, bytes.length);
  }

  Entry(
      ObjectKey key, String uid, long revision, String version, Slab slab, int offset, int length) {
    this.run = null;
    this.index = 0;
    this.key = key;
    this.uid = uid;
    this.revision = revision;
    this.version = version;
    this.slab = slab;
    this.offset = offset;
    this.length = length;
  }

  /** An entry of a run. */
  Entry(Run run, int index, long revision, String version, Slab slab, int offset, int length) {
    this.run = run;
    this.index = index;
    this.revision = revision;
    this.version = version;
    this.slab = slab;
    this.offset = offset;
    this.length = length;
  }

  static Entry of(Stored stored) {
    return new Entry(
        stored.key(), stored.uid(), stored.revision(), stored.version(), stored.body());
  }

  public ObjectKey key() {
    ObjectKey known = key;
    if (known == null) {
      known = run.key(index);
      key = known;
    }
    return known;
  }

  public String uid() {
    String known = uid;
    if (known == null) {
      known = run.uid(index);
      uid = known;
    }
    return known;
  }

  /** The revision of the last change, which is {@code metadata.resourceVersion}. */
  public long revision() {
    return revision;
  }

  /** The version the bytes are in, such as {@code apps/v1}. */
  public String version() {
    return version;
  }

  /** As stored: JSON in UTF-8 without {@code metadata.resourceVersion}. A copy. */
  public byte[] bytes() {
    return Arrays.copyOfRange(slab.bytes, offset, offset + length);
  }

  /** The array that has the bytes, from {@link #offset} on. Not to be changed. */
  public byte[] array() {
    return slab.bytes;
  }

  public int offset() {
    return offset;
  }

  /** How many bytes there are. */
  public int length() {
    return length;
  }

  /** The object in its storage version, {@code metadata.resourceVersion} included. */
  public JsonObject object() {
    WeakReference<JsonObject> reference = object;
    JsonObject parsed = reference == null ? null : reference.get();
    if (parsed == null) {
      JsonObject stored = JsonParser.parseObject(slab.bytes, offset, length);
      parsed = Meta.with(stored, "resourceVersion", Long.toString(revision));
      object = new WeakReference<>(parsed);
    }
    return parsed;
  }

  /** The object's labels, read once. */
  public Map<String, String> labels() {
    Map<String, String> known = labels;
    if (known == null) {
      known = LabelScan.labels(slab.bytes, offset, length);
      if (known == null) {
        known = Map.copyOf(Meta.labels(object()));
      }
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
    return otherRevision == revision
        ? this
        : new Entry(key(), uid(), otherRevision, version, slab, offset, length);
  }

  /** The same with its body in another place. */
  Entry in(Slab otherSlab, int otherOffset) {
    return new Entry(key(), uid(), revision, version, otherSlab, otherOffset, length);
  }

  /** The same, without holding on to a run. */
  Entry alone() {
    return run == null ? this : new Entry(key(), uid(), revision, version, slab, offset, length);
  }

  Slab slab() {
    return slab;
  }

  @Override
  public String toString() {
    return key() + "@" + revision;
  }
}
