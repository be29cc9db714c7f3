package io.coxswain.role;

import io.coxswain.cluster.Authorities;
import io.coxswain.cluster.ServingCertificates;
import io.coxswain.pki.KeyedCertificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Sees to it that HTTPS shows a certificate of the cluster's authority with all names. */
final class ServingCertificate {
  private ServingCertificate() {}

  /** Goes on with the one shown, or replaces it in place and on disk. */
  static void keep(ServerRole.Prepared prepared, Authorities authorities, InstantSource clock) {
    List<String> names = names(prepared);
    KeyedCertificate shown = prepared.serving().current();
    if (!ServingCertificates.fits(
        shown,
        authorities.cluster().certificate(),
        ServerConfig.SERVICE_ADDRESS,
        names,
        clock.instant())) {
      shown =
          ServingCertificates.issue(
              authorities.cluster(),
              ServerConfig.SERVICE_ADDRESS,
              ServerConfig.CLUSTER_DOMAIN,
              names,
              clock.instant(),
              prepared.random());
      prepared.serving().replace(shown);
    }
    prepared.directory().keep(authorities.cluster().certificate(), shown);
  }

  private static List<String> names(ServerRole.Prepared prepared) {
    List<String> out = new ArrayList<>(prepared.config().names());
    out.add(prepared.advertiseAddress());
    out.add("127.0.0.1");
    out.add("localhost");
    HostName.find().filter(host -> !host.contains(":")).ifPresent(out::add);
    return out.stream().distinct().toList();
  }
}
