package io.coxswain.cluster;

import io.coxswain.kube.ApiException;
import io.coxswain.pki.CertificateAuthority;
import io.coxswain.pki.Certificates;
import io.coxswain.pki.Keys;
import io.coxswain.pki.Pem;
import io.coxswain.pki.PkiException;
import io.coxswain.pki.Sealing;
import io.coxswain.pki.SigningKeys;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The authorities of the cluster, opened.
 *
 * @param cluster signs serving certificates, clients and nodes
 * @param frontProxy signs the client certificate by which aggregated servers know this one
 * @param serviceAccounts signs service-account tokens
 */
public record Authorities(
    CertificateAuthority cluster, CertificateAuthority frontProxy, SigningKeys serviceAccounts) {

  private static final String CLUSTER = "cluster";
  private static final String FRONT_PROXY = "front-proxy";
  private static final String SERVICE_ACCOUNTS = "service-accounts";
  private static final List<String> NAMES = List.of(CLUSTER, FRONT_PROXY, SERVICE_ACCOUNTS);

  /**
   * Opens what is stored, or makes it on the very first start. Of servers that do this at once on
   * an empty database exactly one wins, and all go on with its authorities.
   *
   * @return fails with ApiException ServiceUnavailable where the store is away, BadRequest where
   *     the sealing key is not the one the authorities were sealed with
   */
  public static CompletionStage<Authorities> loadOrCreate(
      AuthorityStore store, Sealing sealing, InstantSource clock, SecureRandom random) {
    return store
        .load()
        .thenCompose(
            stored -> {
              List<SealedAuthority> missing = new ArrayList<>();
              for (String name : NAMES) {
                if (stored.stream().noneMatch(s -> s.name().equals(name))) {
                  missing.add(create(name, sealing, clock, random));
                }
              }
              return missing.isEmpty()
                  ? CompletableFuture.completedFuture(stored)
                  : store.insertMissing(missing);
            })
        .thenApply(stored -> open(stored, sealing));
  }

  private static SealedAuthority create(
      String name, Sealing sealing, InstantSource clock, SecureRandom random) {
    if (name.equals(SERVICE_ACCOUNTS)) {
      KeyPair pair = Keys.generate(random);
      String publicKey = new Pem("PUBLIC KEY", pair.getPublic().getEncoded()).text();
      return new SealedAuthority(name, publicKey, seal(name, pair.getPrivate(), sealing));
    }
    String commonName = name.equals(CLUSTER) ? "kubernetes" : "front-proxy-ca";
    CertificateAuthority authority =
        CertificateAuthority.create(commonName, clock.instant(), random);
    return new SealedAuthority(
        name, Certificates.pem(authority.certificate()), seal(name, authority.key(), sealing));
  }

  private static byte[] seal(String name, PrivateKey key, Sealing sealing) {
    return sealing.seal(key.getEncoded(), purpose(name));
  }

  private static String purpose(String name) {
    return "authority " + name;
  }

  private static Authorities open(List<SealedAuthority> stored, Sealing sealing) {
    Map<String, SealedAuthority> byName =
        stored.stream().collect(Collectors.toMap(SealedAuthority::name, s -> s));
    try {
      SealedAuthority accounts = byName.get(SERVICE_ACCOUNTS);
      byte[] publicKey = Pem.blocks(accounts.publicPart()).getFirst().der();
      return new Authorities(
          authority(byName.get(CLUSTER), sealing),
          authority(byName.get(FRONT_PROXY), sealing),
          new SigningKeys(
              new KeyPair(Keys.publicKey(publicKey), key(accounts, sealing)), List.of()));
    } catch (PkiException e) {
      throw ApiException.badRequest(
          "the cluster's keys in the database cannot be opened with this server's cluster.key ("
              + e.getMessage()
              + "): copy the file from the data directory of a server of this cluster");
    }
  }

  private static CertificateAuthority authority(SealedAuthority sealed, Sealing sealing) {
    return new CertificateAuthority(
        Certificates.read(sealed.publicPart()).getFirst(), key(sealed, sealing));
  }

  private static PrivateKey key(SealedAuthority sealed, Sealing sealing) {
    return Keys.privateKey(sealing.open(sealed.sealedKey(), purpose(sealed.name())));
  }
}
