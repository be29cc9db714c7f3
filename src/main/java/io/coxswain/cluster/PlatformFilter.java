package io.coxswain.cluster;

import io.coxswain.api.authn.Credentials;
import io.coxswain.api.authn.UserInfo;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** The same users as everywhere; only {@code system:masters} may manage the platform. */
public class PlatformFilter {
  /** Under which the user's name is found in the request. */
  static final String USER = "io.coxswain.user";

  private static final String BEARER = "bearer ";

  private final PlatformAccess access;

  PlatformFilter(PlatformAccess access) {
    this.access = access;
  }

  @ServerRequestFilter
  public Uni<Response> authorize(ContainerRequestContext context, HttpServerRequest request) {
    Credentials credentials = new Credentials(bearerToken(context), certificates(request));
    return UniHelper.toUni(access.opened().authenticator().authenticate(credentials))
        .map(
            user -> {
              check(user);
              context.setProperty(USER, user.name());
              return null; // go on
            });
  }

  private static void check(UserInfo user) {
    if (user.equals(UserInfo.ANONYMOUS)) {
      throw ApiException.unauthorized();
    }
    if (!user.in(UserInfo.MASTERS)) {
      throw new ApiException(
          Status.failure(
              Reason.FORBIDDEN,
              "forbidden: User \"" + user.name() + "\" is not in system:masters"));
    }
  }

  private static String bearerToken(ContainerRequestContext context) {
    String header = context.getHeaderString("authorization");
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).strip()
        : null;
  }

  private static List<X509Certificate> certificates(HttpServerRequest request) {
    List<X509Certificate> out = new ArrayList<>();
    try {
      if (request.isSSL()) {
        for (Certificate certificate : request.connection().peerCertificates()) {
          if (certificate instanceof X509Certificate x509) {
            out.add(x509);
          }
        }
      }
    } catch (SSLPeerUnverifiedException e) {
      return List.of(); // the client showed none
    }
    return out;
  }

  @ServerExceptionMapper
  public Response failed(ApiException error) {
    return Response.status(error.status().code())
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(error.status().toJson().text())
        .build();
  }
}
