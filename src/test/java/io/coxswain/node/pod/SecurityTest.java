package io.coxswain.node.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What containers may do on the node, and what pods may set on it. */
class SecurityTest {
  private static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"'));
  }

  private static List<String> capabilities(String asked) {
    return Capabilities.of(json("{'capabilities':%s}".formatted(asked)));
  }

  private static String forbidden(String name, String spec) {
    JsonObject pod =
        json("{'spec':{%s'securityContext':{'sysctls':[{'name':'%s'}]}}}".formatted(spec, name));
    return Sysctls.forbidden(pod).map(Rejection::message).orElse("");
  }

  @Test
  void capabilitiesBeginWithTheUsualOnes() {
    List<String> usual = capabilities("{}");
    assertTrue(usual.contains("CHOWN"));
    assertFalse(usual.contains("SYS_ADMIN"));
    List<String> changed = capabilities("{'add':['CAP_SYS_ADMIN'],'drop':['chown']}");
    assertTrue(changed.contains("SYS_ADMIN"));
    assertFalse(changed.contains("CHOWN"));
    assertEquals(usual.size(), changed.size());
  }

  @Test
  void allMeansAll() {
    assertEquals(List.of("ALL"), capabilities("{'add':['all']}"));
    assertEquals(List.of(), capabilities("{'drop':['ALL']}"));
    assertEquals(
        List.of("NET_BIND_SERVICE"), capabilities("{'drop':['ALL'],'add':['NET_BIND_SERVICE']}"));
  }

  @Test
  void kernelSettingsThatReachOthersAreForbidden() {
    assertEquals("", forbidden("net.ipv4.tcp_syncookies", ""));
    assertEquals("", forbidden("net/ipv4/tcp_syncookies", ""));
    assertEquals(
        "forbidden sysctl: \"vm.swappiness\" not allowlisted", forbidden("vm.swappiness", ""));
    assertEquals(
        "forbidden sysctl: \"net.ipv4.tcp_syncookies\" not allowed with host net enabled",
        forbidden("net.ipv4.tcp_syncookies", "'hostNetwork':true,"));
    assertEquals(
        "forbidden sysctl: \"kernel.shm_rmid_forced\" not allowed with host ipc enabled",
        forbidden("kernel.shm_rmid_forced", "'hostIPC':true,"));
    assertEquals("", forbidden("kernel.shm_rmid_forced", "'hostNetwork':true,"));
  }
}
