package io.coxswain.node.pod;

/** The three probes of a container and the field each is specified in. */
enum ProbeKind {
  STARTUP("startupProbe", "Startup"),
  LIVENESS("livenessProbe", "Liveness"),
  READINESS("readinessProbe", "Readiness");

  private final String field;
  private final String word;

  ProbeKind(String field, String word) {
    this.field = field;
    this.word = word;
  }

  String field() {
    return field;
  }

  /** As events begin: {@code Liveness probe failed: …}. */
  String word() {
    return word;
  }
}
