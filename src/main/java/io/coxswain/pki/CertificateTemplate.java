package io.coxswain.pki;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a certificate shall say.
 *
 * @param commonName the subject's name: a user to the API server
 * @param organizations the subject's organizations: groups to the API server
 * @param ipAddresses in text form
 */
public record CertificateTemplate(
    String commonName,
    List<String> organizations,
    List<String> dnsNames,
    List<String> ipAddresses,
    Set<KeyUsageName> usages,
    Duration lifetime) {

  private static final Set<KeyUsageName> CLIENT =
      Set.of(
          KeyUsageName.DIGITAL_SIGNATURE, KeyUsageName.KEY_ENCIPHERMENT, KeyUsageName.CLIENT_AUTH);
  private static final Set<KeyUsageName> SERVING =
      Set.of(
          KeyUsageName.DIGITAL_SIGNATURE, KeyUsageName.KEY_ENCIPHERMENT, KeyUsageName.SERVER_AUTH);

  /** A client certificate for {@code user} in {@code groups}. */
  public static CertificateTemplate client(String user, List<String> groups, Duration lifetime) {
    return new CertificateTemplate(user, groups, List.of(), List.of(), CLIENT, lifetime);
  }

  /** The first administrator: kubernetes-admin in system:masters, past every RBAC rule. */
  public static CertificateTemplate admin(Duration lifetime) {
    return client("kubernetes-admin", List.of("system:masters"), lifetime);
  }

  /** The agent of one node. */
  public static CertificateTemplate node(String nodeName, Duration lifetime) {
    return client("system:node:" + nodeName, List.of("system:nodes"), lifetime);
  }

  /**
   * The API server's own: every name it is reached by inside and outside the cluster.
   *
   * @param serviceAddress the cluster IP of {@code default/kubernetes}
   * @param names advertised addresses and host names; text that looks like an address is one
   */
  public static CertificateTemplate apiServer(
      String serviceAddress, String clusterDomain, List<String> names, Duration lifetime) {
    Set<String> dns = new LinkedHashSet<>();
    dns.add("kubernetes");
    dns.add("kubernetes.default");
    dns.add("kubernetes.default.svc");
    dns.add("kubernetes.default.svc." + clusterDomain);
    dns.add("localhost");
    Set<String> addresses = new LinkedHashSet<>();
    addresses.add(serviceAddress);
    addresses.add("127.0.0.1");
    addresses.add("::1");
    for (String name : names) {
      (isAddress(name) ? addresses : dns).add(name);
    }
    return new CertificateTemplate(
        "kube-apiserver", List.of(), List.copyOf(dns), List.copyOf(addresses), SERVING, lifetime);
  }

  static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.matches("[0-9]+(\\.[0-9]+){3}");
  }
}
