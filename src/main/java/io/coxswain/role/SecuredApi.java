package io.coxswain.role;

import io.coxswain.api.admission.ClusterObjects;
import io.coxswain.api.admission.DefaultPlugins;
import io.coxswain.api.allocation.LedgerServiceAllocator;
import io.coxswain.api.authn.BootstrapTokenAuthenticator;
import io.coxswain.api.authn.RequestAuthenticator;
import io.coxswain.api.authn.ServiceAccountAuthenticator;
import io.coxswain.api.authn.TokenAuthenticator;
import io.coxswain.api.authn.TokenAuthenticators;
import io.coxswain.api.authn.TokenRequests;
import io.coxswain.api.authz.AuthorizationFeed;
import io.coxswain.api.authz.Authorizer;
import io.coxswain.api.authz.AuthorizerChain;
import io.coxswain.api.authz.NodeAuthorizer;
import io.coxswain.api.authz.NodeGraph;
import io.coxswain.api.authz.RbacAuthorizer;
import io.coxswain.api.authz.RbacIndex;
import io.coxswain.api.authz.VirtualResources;
import io.coxswain.api.http.ApiServer;
import io.coxswain.api.http.ConnectHandler;
import io.coxswain.api.http.Extensions;
import io.coxswain.api.http.ServerOptions;
import io.coxswain.api.render.Renderer;
import io.coxswain.api.resource.ServiceNetwork;
import io.coxswain.api.verb.AdmissionChain;
import io.coxswain.api.verb.Backend;
import io.coxswain.cache.Cache;
import io.coxswain.json.JsonObject;
import io.coxswain.pki.ServiceAccountTokens;
import io.coxswain.schema.Scheme;
import io.coxswain.store.Ledger;
import io.vertx.core.Future;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The API server of a cluster over its ledger: who calls, who may, what is admitted, and what is
 * answered without being stored.
 */
public record SecuredApi(ApiServer server, Backend backend, RequestAuthenticator authenticator) {
  private static final String SUFFIX = "bcdfghjklmnpqrstvwxz2456789";

  /**
   * What it stands on.
   *
   * @param cache not started yet
   * @param authorities who may sign client certificates
   * @param furtherTokens beside those of service accounts and bootstrap Secrets
   * @param ids random identifiers
   * @param pause completes after so many milliseconds
   */
  public record Given(
      Ledger ledger,
      Cache cache,
      Supplier<List<X509Certificate>> authorities,
      ServiceAccountTokens tokens,
      List<TokenAuthenticator> furtherTokens,
      Map<String, ConnectHandler> connects,
      Map<String, Supplier<JsonObject>> documents,
      ServerOptions options,
      InstantSource clock,
      Supplier<String> ids,
      RandomGenerator random,
      LongFunction<Future<Void>> pause) {}

  public static SecuredApi of(Given given) {
    Cache cache = given.cache();
    InstantSource clock = given.clock();
    RbacIndex roles = new RbacIndex();
    NodeGraph nodes = new NodeGraph();
    AuthorizationFeed.listen(cache, roles);
    AuthorizationFeed.listen(cache, nodes);
    Authorizer authorizer =
        new AuthorizerChain(List.of(new NodeAuthorizer(nodes), new RbacAuthorizer(roles)));

    List<TokenAuthenticator> kinds = new ArrayList<>();
    kinds.add(new ServiceAccountAuthenticator(given.tokens(), cache, clock));
    kinds.add(new BootstrapTokenAuthenticator(cache, clock));
    kinds.addAll(given.furtherTokens());
    TokenAuthenticators tokens = new TokenAuthenticators(kinds);
    RequestAuthenticator authenticator =
        new RequestAuthenticator(given.authorities(), tokens, clock);

    Backend backend =
        new Backend(
            Scheme.builtIn(),
            cache,
            given.ledger(),
            new Renderer(Scheme.builtIn(), clock),
            authorizer,
            new AdmissionChain(
                DefaultPlugins.of(
                    new ClusterObjects(cache),
                    authorizer,
                    roles,
                    () -> suffix(given.random()),
                    given.pause())),
            new LedgerServiceAllocator(
                given.ledger(), cache, ServiceNetwork.DEFAULT, clock, given.ids(), given.random()),
            clock,
            given.ids(),
            given.random());
    TokenRequests requests = new TokenRequests(given.tokens(), cache, clock, given.ids());
    Extensions extensions =
        new Extensions(
            VirtualResources.of(tokens, requests, authorizer, roles),
            given.connects(),
            given.documents());
    return new SecuredApi(
        new ApiServer(backend, authenticator, extensions, given.options(), given.ids()),
        backend,
        authenticator);
  }

  private static String suffix(RandomGenerator random) {
    StringBuilder out = new StringBuilder(5);
    for (int i = 0; i < 5; i++) {
      out.append(SUFFIX.charAt(random.nextInt(SUFFIX.length())));
    }
    return out.toString();
  }
}
