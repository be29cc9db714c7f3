package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The exact capabilities of a container: containerd's defaults, then dropped and added ones. */
final class Capabilities {
  private static final List<String> DEFAULTS =
      List.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "NET_RAW",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");
  private static final String ALL = "ALL";

  private Capabilities() {}

  static List<String> of(JsonObject securityContext) {
    JsonObject asked = securityContext.object("capabilities");
    List<String> add = names(asked.strings("add"));
    List<String> drop = names(asked.strings("drop"));
    if (add.contains(ALL)) {
      return List.of(ALL);
    }
    Set<String> out = new LinkedHashSet<>(drop.contains(ALL) ? List.of() : DEFAULTS);
    drop.forEach(out::remove);
    out.addAll(add);
    return List.copyOf(out);
  }

  private static List<String> names(List<String> asked) {
    List<String> out = new ArrayList<>();
    for (String name : asked) {
      String upper = name.toUpperCase(Locale.ROOT);
      out.add(upper.startsWith("CAP_") ? upper.substring(4) : upper);
    }
    return out;
  }
}
