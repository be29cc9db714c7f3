package io.coxswain.torture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The administrator's client certificate, read from a kubeconfig. */
final class Credentials {
  private Credentials() {}

  static SSLContext of(Path kubeconfig) {
    try {
      String text = Files.readString(kubeconfig);
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(field(text, "client-certificate-data")));
      String pem = new String(field(text, "client-key-data"), StandardCharsets.US_ASCII);
      byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      PrivateKey key =
          KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("me", key, new char[0], new Certificate[] {certificate});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      return Ready.context(factory.getKeyManagers());
    } catch (IOException | GeneralSecurityException e) {
      throw new TortureException("no credentials in " + kubeconfig, e);
    }
  }

  private static byte[] field(String text, String name) {
    Matcher matcher = Pattern.compile(name + ": *\"?([A-Za-z0-9+/=]+)").matcher(text);
    if (!matcher.find()) {
      throw new TortureException("the kubeconfig has no " + name);
    }
    return Base64.getDecoder().decode(matcher.group(1));
  }
}
