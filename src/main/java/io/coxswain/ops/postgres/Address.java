package io.coxswain.ops.postgres;

/** Where the embedded PostgreSQL answers; the port may change when it is started again. */
public record Address(String host, int port, String user, String password, String database) {
  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }
}
