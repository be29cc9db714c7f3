package io.coxswain.api.http;

import io.coxswain.api.authn.AnonymousAccess;
import io.coxswain.api.authn.Authenticator;
import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.authz.Attributes;
import io.coxswain.api.authz.Authorizer;
import io.coxswain.api.authz.Forbidden;
import io.coxswain.api.custom.CustomResources;
import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.verb.Backend;
import io.coxswain.api.verb.Loop;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The API server without the network: a request goes in, an answer comes out. Filters in upstream's
 * order: authenticate, impersonate, limit, authorize; then a verb or an endpoint. Thread-safe.
 */
public final class ApiServer {
  private static final System.Logger LOG = System.getLogger(ApiServer.class.getName());

  private final Backend backend;
  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final Impersonation impersonation;
  private final InFlightLimit inFlight;
  private final Metrics metrics;
  private final Resources resources;
  private final Endpoints endpoints;
  private final Supplier<String> ids;

  /**
   * @param ids makes audit ids (UUIDs)
   */
  public ApiServer(
      Backend backend,
      Authenticator authenticator,
      Extensions extensions,
      ServerOptions options,
      Supplier<String> ids) {
    this.backend = backend;
    this.authenticator = authenticator;
    this.authorizer = backend.authorizer();
    this.impersonation = new Impersonation(authorizer);
    this.inFlight = new InFlightLimit(options.readsInFlight(), options.writesInFlight());
    this.metrics = new Metrics(inFlight, options.metrics());
    this.resources = new Resources(backend, extensions);
    this.endpoints = new Endpoints(backend, extensions, options, metrics);
    this.ids = ids;
    CustomResources.follow(backend.cache(), backend.schemes());
  }

  /** Whether a request takes over its connection, so that its body must not be read. */
  boolean connects(RequestInfo info) {
    return resources.connects(info);
  }

  /** The answer to {@code request}; never fails. Called on {@code loop}, completes on it. */
  public Future<ApiResponse> handle(ApiRequest request, Loop loop) {
    long started = System.nanoTime();
    List<String> warnings = new ArrayList<>();
    RequestInfo info;
    try {
      info = RequestInfo.of(request.method(), request.path(), request.query());
    } catch (ApiException e) {
      return Future.succeededFuture(finished(request, refused(request, e), warnings));
    }
    RequestInfo asked = info;
    return user(request, asked, loop)
        .compose(user -> limited(request, asked, user, warnings, loop))
        .recover(error -> Future.succeededFuture(refused(request, ApiException.of(error))))
        .map(
            answer -> {
              metrics.request(
                  asked.verb(), asked.resource(), answer.code(), System.nanoTime() - started);
              return finished(request, answer, warnings);
            });
  }

  private Future<UserInfo> user(ApiRequest request, RequestInfo info, Loop loop) {
    try {
      Future<UserInfo> known =
          request.user() != null
              ? Future.succeededFuture(request.user())
              : loop.on(authenticator.authenticate(request.credentials()))
                  .map(user -> admitted(user, info));
      return known.map(user -> impersonation.of(request, user));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static UserInfo admitted(UserInfo user, RequestInfo info) {
    boolean anonymous = user.name().equals(UserInfo.ANONYMOUS.name());
    if (anonymous && !AnonymousAccess.allows(info.path())) {
      throw ApiException.unauthorized();
    }
    return user;
  }

  private Future<ApiResponse> limited(
      ApiRequest request, RequestInfo info, UserInfo user, List<String> warnings, Loop loop) {
    if (info.longRunning()) {
      return authorized(request, info, user, warnings, loop);
    }
    boolean read = request.method().equals("GET") || request.method().equals("HEAD");
    Runnable leave = inFlight.enter(read);
    try {
      return Deadline.within(loop, authorized(request, info, user, warnings, loop))
          .onComplete(done -> leave.run());
    } catch (RuntimeException e) {
      leave.run();
      return Future.failedFuture(e);
    }
  }

  private Future<ApiResponse> authorized(
      ApiRequest request, RequestInfo info, UserInfo user, List<String> warnings, Loop loop) {
    Attributes attributes =
        new Attributes(
            user,
            info.verb(),
            info.namespace(),
            info.group(),
            info.version(),
            info.resource(),
            info.subresource(),
            info.name(),
            info.resourceRequest(),
            info.path(),
            request.query().get("fieldSelector"));
    Authorizer.Decision decision = authorizer.authorize(attributes);
    if (!decision.allowed()) {
      throw Forbidden.of(attributes, decision.reason());
    }
    return info.resourceRequest()
        ? resources
            .answer(request, info, user, warnings, loop)
            .map(answer -> info.verb().equals("watch") ? counted(answer) : answer)
        : endpoints.answer(request, info, loop);
  }

  private ApiResponse counted(ApiResponse answer) {
    if (!(answer.body() instanceof ApiResponse.Streamed streamed)) {
      return answer;
    }
    return new ApiResponse(
        answer.code(),
        answer.contentType(),
        answer.headers(),
        new ApiResponse.Streamed(
            sink -> {
              metrics.watchOpened();
              streamed.source().start(new CountedSink(sink, metrics::watchClosed));
            }));
  }

  private ApiResponse refused(ApiRequest request, ApiException error) {
    if (error.is(Reason.INTERNAL_ERROR) && error.getCause() != null) {
      LOG.log(System.Logger.Level.ERROR, request.method() + " " + request.path(), error.getCause());
    }
    return backend.renderer().failure(error, request.headerList("Accept"));
  }

  private ApiResponse finished(ApiRequest request, ApiResponse answer, List<String> warnings) {
    if (answer.body() instanceof ApiResponse.Taken) {
      return answer;
    }
    ApiResponse out = answer.withHeader("Audit-Id", request.header("Audit-ID", ids.get()));
    if (!out.hasHeader("Cache-Control")) {
      out = out.withHeader("Cache-Control", "no-cache, private");
    }
    for (String warning : warnings) {
      out = out.withHeader("Warning", "299 - \"" + escaped(warning) + "\"");
    }
    return out;
  }

  /** A quoted-string of RFC 9110; what a header cannot carry is left out. */
  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      if (c >= ' ' && c != 0x7f) {
        out.append(c);
      }
    }
    return out.toString();
  }
}
