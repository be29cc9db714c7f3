package io.coxswain.store.postgres;

import io.coxswain.kube.ObjectKey;
import io.coxswain.store.BodyCipher;
import io.coxswain.store.Change;
import io.coxswain.store.Op;
import io.coxswain.store.Stored;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;

/** Rows to values; opens sealed bodies. Strings that repeat are shared. */
final class Rows {
  /** Columns of a stored object, in the order read here. */
  static final String STORED = "resource, namespace, name, uid, revision, version, key, body";

  private static final Op[] OPS = Op.values();

  private final BodyCipher cipher;

  Rows(BodyCipher cipher) {
    this.cipher = cipher;
  }

  static short number(Op op) {
    return (short) op.ordinal();
  }

  /** A row of {@link #STORED}. */
  Stored stored(Row row) {
    String resource = row.getString(0).intern();
    ObjectKey key = new ObjectKey(row.getString(1).intern(), row.getString(2));
    return new Stored(
        resource,
        key,
        row.getString(3),
        row.getLong(4),
        row.getString(5).intern(),
        body(row, 6, resource, key));
  }

  /** A row of revision, op, resource, namespace, name, uid, version, by, manager, key, body. */
  Change change(Row row, int at) {
    String resource = row.getString(at + 2).intern();
    ObjectKey key = new ObjectKey(row.getString(at + 3).intern(), row.getString(at + 4));
    return new Change(
        row.getLong(at),
        OPS[row.getShort(at + 1)],
        resource,
        key,
        row.getString(at + 5),
        row.getString(at + 6).intern(),
        body(row, at + 9, resource, key),
        row.getString(at + 7).intern(),
        row.getString(at + 8).intern());
  }

  private byte[] body(Row row, int at, String resource, ObjectKey key) {
    Buffer body = row.getBuffer(at + 1);
    return body == null ? null : cipher.open(row.getShort(at), resource, key, body.getBytes());
  }
}
