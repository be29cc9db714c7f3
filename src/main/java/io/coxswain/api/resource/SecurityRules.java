package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules of security contexts. */
final class SecurityRules {
  private static final String ID_RANGE = "must be between 0 and 2147483647, inclusive";

  private static final int SYSCTL_LENGTH = 253;
  private static final Pattern SYSCTL =
      Pattern.compile("([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?");

  private SecurityRules() {}

  /**
   * @param hostUsers whether the pod's users are the node's
   */
  static void container(
      String path, JsonObject context, boolean hostUsers, List<FieldError> errors) {
    id(path + ".runAsUser", context.get("runAsUser"), errors);
    id(path + ".runAsGroup", context.get("runAsGroup"), errors);
    if (context.has("procMount")) {
      String mount = context.string("procMount", "");
      Check.oneOf(path + ".procMount", mount, List.of("Default", "Unmasked"), errors);
      if (hostUsers && mount.equals("Unmasked")) {
        errors.add(
            FieldError.invalid(
                path + ".procMount", mount, "`hostUsers` must be false to use `Unmasked`"));
      }
    }
    seccomp(path + ".seccompProfile", context, errors);
    boolean noEscalation =
        context.has("allowPrivilegeEscalation") && !context.bool("allowPrivilegeEscalation", true);
    if (noEscalation && context.bool("privileged", false)) {
      errors.add(
          FieldError.invalid(
              path,
              context,
              "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
    }
    if (noEscalation
        && context.object("capabilities").strings("add").stream()
            .anyMatch(c -> c.equals("CAP_SYS_ADMIN"))) {
      errors.add(
          FieldError.invalid(
              path,
              context,
              "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add`"
                  + " CAP_SYS_ADMIN"));
    }
    appArmor(path + ".appArmorProfile", context, errors);
  }

  static void pod(String path, JsonObject spec, List<FieldError> errors) {
    JsonObject context = spec.object("securityContext");
    id(path + ".runAsUser", context.get("runAsUser"), errors);
    id(path + ".runAsGroup", context.get("runAsGroup"), errors);
    id(path + ".fsGroup", context.get("fsGroup"), errors);
    int i = 0;
    for (Json group : context.array("supplementalGroups")) {
      id(path + ".supplementalGroups[" + i++ + "]", group, errors);
    }
    seccomp(path + ".seccompProfile", context, errors);
    sysctls(path + ".sysctls", spec, errors);
    if (context.has("fsGroupChangePolicy")) {
      Check.oneOf(
          path + ".fsGroupChangePolicy",
          context.string("fsGroupChangePolicy"),
          List.of("Always", "OnRootMismatch"),
          errors);
    }
    if (context.has("supplementalGroupsPolicy")) {
      Check.oneOf(
          path + ".supplementalGroupsPolicy",
          context.string("supplementalGroupsPolicy"),
          List.of("Merge", "Strict"),
          errors);
    }
    if (context.has("seLinuxChangePolicy")) {
      Check.oneOf(
          path + ".seLinuxChangePolicy",
          context.string("seLinuxChangePolicy"),
          List.of("MountOption", "Recursive"),
          errors);
    }
    appArmor(path + ".appArmorProfile", context, errors);
    if (spec.bool("shareProcessNamespace", false) && spec.bool("hostPID", false)) {
      errors.add(
          FieldError.invalid(
              path + ".shareProcessNamespace",
              true,
              "ShareProcessNamespace and HostPID cannot both be enabled"));
    }
  }

  /** Names, each once; which of them a pod may have is the node's decision. */
  private static void sysctls(String path, JsonObject spec, List<FieldError> errors) {
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonObject sysctl : spec.object("securityContext").objects("sysctls")) {
      String at = path + "[" + i++ + "].name";
      String name = sysctl.string("name", "");
      if (name.isEmpty()) {
        errors.add(FieldError.required(at, ""));
      } else if (name.length() > SYSCTL_LENGTH || !SYSCTL.matcher(name).matches()) {
        String wrong = "must have at most " + SYSCTL_LENGTH + " characters and match regex ^";
        errors.add(FieldError.invalid(at, name, wrong + SYSCTL + "$"));
      } else if (!names.add(name)) {
        errors.add(FieldError.duplicate(at, name));
      }
    }
  }

  private static void seccomp(String path, JsonObject context, List<FieldError> errors) {
    if (!context.has("seccompProfile")) {
      return;
    }
    JsonObject profile = context.object("seccompProfile");
    String type = profile.string("type", "");
    boolean local = type.equals("Localhost");
    if (type.isEmpty()) {
      errors.add(
          FieldError.required(path + ".type", "type is required when seccompProfile is set"));
    } else {
      Check.oneOf(
          path + ".type", type, List.of("Localhost", "RuntimeDefault", "Unconfined"), errors);
    }
    if (local && !profile.has("localhostProfile")) {
      errors.add(
          FieldError.required(
              path + ".localhostProfile", "must be set when seccomp type is Localhost"));
    } else if (local) {
      ContainerRules.subPath(
          path + ".localhostProfile", profile.string("localhostProfile", ""), errors);
    } else if (profile.has("localhostProfile")) {
      errors.add(
          FieldError.invalid(
              path + ".localhostProfile",
              profile.string("localhostProfile", ""),
              "can only be set when seccomp type is Localhost"));
    }
  }

  private static void appArmor(String path, JsonObject context, List<FieldError> errors) {
    if (!context.has("appArmorProfile")) {
      return;
    }
    JsonObject profile = context.object("appArmorProfile");
    String local = profile.string("localhostProfile");
    String at = path + ".localhostProfile";
    switch (profile.string("type", "")) {
      case "Localhost" -> {
        if (local != null && !local.strip().equals(local)) {
          errors.add(FieldError.invalid(at, local, "must not be padded with whitespace"));
        } else if (local == null || local.isEmpty()) {
          errors.add(FieldError.required(at, "must be set when AppArmor type is Localhost"));
        }
      }
      case "RuntimeDefault", "Unconfined" -> {
        if (local != null) {
          errors.add(
              FieldError.invalid(at, local, "can only be set when AppArmor type is Localhost"));
        }
      }
      case "" ->
          errors.add(
              FieldError.required(path + ".type", "type is required when appArmorProfile is set"));
      case String type ->
          errors.add(
              FieldError.notSupported(
                  path + ".type", type, List.of("Localhost", "RuntimeDefault", "Unconfined")));
    }
  }

  private static void id(String path, Json value, List<FieldError> errors) {
    if (value instanceof JsonNumber n && (n.longValue() < 0 || n.longValue() > Integer.MAX_VALUE)) {
      errors.add(FieldError.invalid(path, n, ID_RANGE));
    }
  }
}
