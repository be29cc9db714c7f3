package io.coxswain.role;

import io.coxswain.api.allocation.ServiceRepairer;
import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.http.ApiServer;
import io.coxswain.api.http.HealthCheck;
import io.coxswain.api.http.HttpEdge;
import io.coxswain.api.http.InProcessTransport;
import io.coxswain.api.http.ServerOptions;
import io.coxswain.api.stream.Connections;
import io.coxswain.api.stream.Dialer;
import io.coxswain.cache.Cache;
import io.coxswain.cache.Limits;
import io.coxswain.client.KubeClient;
import io.coxswain.cluster.Authorities;
import io.coxswain.cluster.JoinTokenAuthenticator;
import io.coxswain.cluster.JoinTokens;
import io.coxswain.cluster.PlatformAccess;
import io.coxswain.cluster.Replicas;
import io.coxswain.cluster.backup.BackupAccess;
import io.coxswain.cluster.history.HistoryAccess;
import io.coxswain.cluster.history.ViewKeeper;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Leadership;
import io.coxswain.kube.Version;
import io.coxswain.pki.CertificateTemplate;
import io.coxswain.pki.Certificates;
import io.coxswain.pki.KeyedCertificate;
import io.coxswain.pki.ServiceAccountTokens;
import io.coxswain.pki.SigningKeys;
import io.coxswain.schema.LiveScheme;
import io.coxswain.store.AesCipher;
import io.coxswain.store.Retention;
import io.coxswain.store.Timing;
import io.coxswain.store.postgres.History;
import io.coxswain.store.postgres.PostgresLedger;
import io.coxswain.store.postgres.Questions;
import io.coxswain.store.postgres.Views;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A server's inside, put together: ledger, cache, API, then its clients. */
final class ControlPlane implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ControlPlane.class.getName());
  private static final Duration CLIENT_LIFETIME = Duration.ofDays(365);

  /** As upstream: nobody may do anything before the roles are there. */
  private static final String BOOTSTRAP_ROLES = "poststarthook/rbac/bootstrap-roles";

  private final List<AutoCloseable> parts = new ArrayList<>(); // closed last first

  private ControlPlane() {}

  /** Blocks until the cache is loaded and the front door open. */
  static ControlPlane start(
      Vertx vertx,
      ServerRole.Prepared prepared,
      Authorities authorities,
      InstantSource clock,
      JoinTokens joinTokens,
      Replicas replicas,
      PlatformAccess access,
      HistoryAccess history,
      BackupAccess backups,
      FrontDoor frontDoor)
      throws Exception {
    ControlPlane plane = new ControlPlane();
    SecureRandom random = prepared.random();
    ServingCertificate.keep(prepared, authorities, clock);

    Timing timing = Timing.DEFAULT.forServing(prepared.config().watchHistory());
    PostgresLedger ledger =
        new PostgresLedger(
            vertx,
            prepared.database()::options,
            timing,
            prepared.config().watchHistory(),
            new Retention(prepared.config().historyAge(), prepared.config().historyBytes()),
            new AesCipher(
                Map.of((short) 1, prepared.sealing().derive("object data key 1")),
                (short) 1,
                Set.of("secrets"),
                random),
            UUID::randomUUID);
    plane.parts.add(
        () -> ledger.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS));
    Cache cache = new Cache(ledger, Limits.DEFAULT);

    ServiceAccountTokens tokens =
        new ServiceAccountTokens(
            ServiceAccountTokens.DEFAULT_ISSUER,
            List.of(ServiceAccountTokens.DEFAULT_ISSUER),
            authorities.serviceAccounts());
    AtomicBoolean bootstrapped = new AtomicBoolean();
    Dialer dialer = dialer(vertx, authorities, clock, random);
    SecuredApi api =
        SecuredApi.of(
            new SecuredApi.Given(
                ledger,
                cache,
                () -> List.of(authorities.cluster().certificate()),
                tokens,
                List.of(new JoinTokenAuthenticator(joinTokens, clock)),
                Connections.handlers(cache, dialer, random),
                documents(tokens, prepared),
                ServerOptions.of(prepared.advertiseAddress() + ":" + prepared.config().listenPort())
                    .withChecks(
                        List.of(
                            new HealthCheck("database", false, () -> ready(ledger)),
                            new HealthCheck(
                                BOOTSTRAP_ROLES, false, () -> bootstrapped(bootstrapped)))),
                clock,
                ControlPlane::uid,
                random,
                millis -> pause(vertx, millis)));
    ApiServer server = api.server();

    cache.start().toCompletionStage().toCompletableFuture().get();
    access.open(
        new PlatformAccess.Opened(
            api.authenticator(), authorities, clock, random, Version.COXSWAIN));
    prepared.kubeconfig().keep(authorities, clock);
    frontDoor.open(new HttpEdge(vertx, server));
    plane.parts.add(openHistory(vertx, prepared, api.backend().schemes(), ledger, history));
    backups.open(
        new BackupAccess.Opened(
            vertx, prepared.database()::options, prepared.sealing(), clock, Version.COXSWAIN));
    plane.parts.add(
        Clients.start(
            new Clients.Given(
                user -> client(vertx, server, user, manager(user)),
                prepared,
                authorities,
                ledger,
                replicas,
                new ServiceRepairer(ledger, cache, clock, ControlPlane::uid),
                () -> bootstrapped.set(true),
                timing,
                clock,
                new SystemSleeper(),
                random)));
    LOG.log(
        System.Logger.Level.INFO,
        "coxswain "
            + Version.COXSWAIN
            + " serves https://"
            + prepared.advertiseAddress()
            + ":"
            + prepared.config().listenPort()
            + "; kubeconfig: "
            + prepared.directory().kubeconfigFile());
    return plane;
  }

  /** The kubelets' only client: as upstream, an administrator of nodes by certificate. */
  private static Dialer dialer(
      Vertx vertx, Authorities authorities, InstantSource clock, SecureRandom random) {
    KeyedCertificate client =
        authorities
            .cluster()
            .issue(
                CertificateTemplate.client(
                    "kube-apiserver-kubelet-client", List.of(UserInfo.MASTERS), CLIENT_LIFETIME),
                clock.instant(),
                random);
    return new Dialer(
        vertx,
        client.certificatePem(),
        client.keyPem(),
        Certificates.pem(authorities.cluster().certificate()));
  }

  /** What lets others verify service-account tokens (OpenID Connect discovery). */
  private static Map<String, Supplier<JsonObject>> documents(
      ServiceAccountTokens tokens, ServerRole.Prepared prepared) {
    String keySetUrl =
        "https://"
            + prepared.advertiseAddress()
            + ":"
            + prepared.config().listenPort()
            + SigningKeys.KEY_SET_PATH;
    return Map.of(
        SigningKeys.KEY_SET_PATH,
        () -> tokens.keys().keySet(),
        SigningKeys.DISCOVERY_PATH,
        () -> tokens.keys().discovery(tokens.issuer(), keySetUrl));
  }

  /** The past of objects, for psql and for the platform's API. */
  private static AutoCloseable openHistory(
      Vertx vertx,
      ServerRole.Prepared prepared,
      LiveScheme schemes,
      Leadership leadership,
      HistoryAccess history) {
    // The same on every server of the cluster, and nowhere written down.
    String password =
        HexFormat.of().formatHex(prepared.sealing().derive("password of the psql reader"), 0, 16);
    Supplier<PgConnectOptions> database = prepared.database()::options;
    history.open(
        new HistoryAccess.Opened(
            new History(vertx, database),
            new Questions(vertx, () -> Views.reader(database.get(), password)),
            schemes));
    return ViewKeeper.start(vertx, new Views(vertx, database, password), schemes, leadership);
  }

  static String uid() {
    return UUID.randomUUID().toString();
  }

  private static Future<Void> ready(PostgresLedger ledger) {
    return ledger.ready()
        ? Future.succeededFuture()
        : Future.failedFuture(ApiException.unavailable(ledger.trouble()));
  }

  private static Future<Void> bootstrapped(AtomicBoolean done) {
    return done.get()
        ? Future.succeededFuture()
        : Future.failedFuture(ApiException.unavailable("the default objects are being made"));
  }

  private static Future<Void> pause(Vertx vertx, long millis) {
    return Future.future(promise -> vertx.setTimer(millis, id -> promise.complete()));
  }

  /** A client that acts as {@code user}, through authorization and admission as anybody. */
  private static KubeClient client(Vertx vertx, ApiServer server, UserInfo user, String manager) {
    return new KubeClient(new InProcessTransport(vertx, server, user), manager);
  }

  /** As upstream's components call themselves in managedFields. */
  private static String manager(UserInfo user) {
    return user.name().startsWith("system:serviceaccount:")
        ? "kube-controller-manager"
        : user.name().replaceFirst("^system:", "");
  }

  @Override
  public void close() {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.DEBUG, "closing " + part, e);
      }
    }
  }
}
