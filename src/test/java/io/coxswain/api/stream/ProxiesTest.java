package io.coxswain.api.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.kube.ApiException;
import org.junit.jupiter.api.Test;

class ProxiesTest {
  @Test
  void namesMayCarrySchemeAndPort() {
    assertEquals(new Proxies.Name(false, "web", ""), Proxies.Name.of("web"));
    assertEquals(new Proxies.Name(false, "web", "http"), Proxies.Name.of("web:http"));
    assertEquals(new Proxies.Name(true, "web", "443"), Proxies.Name.of("https:web:443"));
    assertEquals(new Proxies.Name(false, "web", ""), Proxies.Name.of("http:web:"));
    assertThrows(ApiException.class, () -> Proxies.Name.of("ftp:web:21"));
  }

  @Test
  void whatFollowsTheProxyIsCarriedAsItWasEscaped() {
    String pod = "/api/v1/namespaces/proxy/pods/web/proxy";
    assertEquals("/a%2Fb/?c=d", Proxies.rest(pod + "/a%2Fb/?c=d", 7));
    assertEquals("/", Proxies.rest(pod, 7));
    assertEquals("/?c=d", Proxies.rest(pod + "?c=d", 7));
    assertEquals("/healthz", Proxies.rest("/api/v1/nodes/n/proxy/healthz", 5));
  }

  @Test
  void theBareProxyIsSentToItsRoot() {
    String pod = "/api/v1/namespaces/proxy/pods/web/proxy";
    assertEquals(pod + "/?method=GET", Proxies.root(pod + "?method=GET", 7));
    assertEquals(pod + "/", Proxies.root(pod, 7));
    assertNull(Proxies.root(pod + "/", 7));
    assertNull(Proxies.root(pod + "/a", 7));
    assertEquals("/api/v1/nodes/n/proxy/", Proxies.root("/api/v1/nodes/n/proxy", 5));
  }
}
