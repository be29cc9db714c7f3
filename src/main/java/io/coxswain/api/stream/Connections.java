package io.coxswain.api.stream;

import io.coxswain.api.http.ConnectHandler;
import io.coxswain.cache.Cache;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Every connection this server serves, by resource and subresource. */
public final class Connections {
  private Connections() {}

  /** For {@code api.http.Extensions}. */
  public static Map<String, ConnectHandler> handlers(
      Cache cache, Dialer dialer, RandomGenerator random) {
    Objects objects = new Objects(cache);
    Forwarding forwarding = new Forwarding(dialer);
    PodStreams pods = new PodStreams(objects, forwarding);
    Proxies proxies = new Proxies(objects, forwarding, random);
    return Map.of(
        "pods/log", pods::log,
        "pods/exec", pods::exec,
        "pods/attach", pods::attach,
        "pods/portforward", pods::portForward,
        "pods/proxy", proxies::pod,
        "services/proxy", proxies::service,
        "nodes/proxy", proxies::node);
  }
}
