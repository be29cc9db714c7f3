package io.coxswain.json;

/** The JSON null. */
public enum JsonNull implements Json {
  NULL;

  @Override
  public String typeName() {
    return "null";
  }

  @Override
  public String toString() {
    return "null";
  }
}
