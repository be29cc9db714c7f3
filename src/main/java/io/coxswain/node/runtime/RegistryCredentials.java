package io.coxswain.node.runtime;

/** Who pulls. */
public record RegistryCredentials(String username, String password, String server) {
  @Override
  public String toString() {
    return "RegistryCredentials[" + username + "@" + server + "]";
  }
}
