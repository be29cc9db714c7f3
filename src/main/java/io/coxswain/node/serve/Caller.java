package io.coxswain.node.serve;

import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Who asks, from the client certificate that the TLS layer has checked. */
public record Caller(String name, List<String> groups) {

  /** {@code null} for a caller without a certificate. */
  static Caller of(HttpServerRequest request) {
    SSLSession session = request.connection().sslSession();
    try {
      return session != null && session.getPeerCertificates()[0] instanceof X509Certificate c
          ? of(c.getSubjectX500Principal().getName())
          : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  static Caller of(String distinguishedName) {
    String name = "";
    List<String> groups = new ArrayList<>();
    try {
      for (Rdn rdn : new LdapName(distinguishedName).getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN")) {
          name = rdn.getValue().toString();
        } else if (rdn.getType().equalsIgnoreCase("O")) {
          groups.add(rdn.getValue().toString());
        }
      }
    } catch (InvalidNameException e) {
      return null;
    }
    return new Caller(name, groups);
  }

  /** The API server's own client, or an administrator. */
  public static boolean mayDoAnything(Caller caller) {
    return caller.name().equals("kube-apiserver-kubelet-client")
        || caller.groups().contains("system:masters");
  }
}
