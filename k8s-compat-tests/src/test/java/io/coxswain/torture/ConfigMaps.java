package io.coxswain.torture;

import java.util.Map;

/** What the faults and probes write beside a trial's own keys. */
public final class ConfigMaps {
  public static final String PATH = "/api/v1/namespaces/default/configmaps";

  private ConfigMaps() {}

  public static Map<String, Object> of(String name, Map<String, String> data) {
    return of(Map.of("name", name), data);
  }

  static Map<String, Object> of(Map<String, Object> metadata, Map<String, String> data) {
    return Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", metadata, "data", data);
  }
}
