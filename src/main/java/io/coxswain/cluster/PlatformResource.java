package io.coxswain.cluster;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.coxswain.pki.BootstrapToken;
import io.coxswain.pki.Certificates;
import io.coxswain.pki.JoinToken;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** The platform's REST API: what is above the Kubernetes API. */
@Path("/platform/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PlatformResource {
  private static final long DEFAULT_SECONDS = 24 * 60 * 60;

  private final PlatformAccess access;
  private final Identities identities;
  private final Replicas replicas;
  private final JoinTokens tokens;

  PlatformResource(
      PlatformAccess access, Identities identities, Replicas replicas, JoinTokens tokens) {
    this.access = access;
    this.identities = identities;
    this.replicas = replicas;
    this.tokens = tokens;
  }

  /** {@code GET /platform/v1/cluster}. */
  public record Cluster(
      String id, Instant created, String version, String authority, String authorityHash) {}

  /** One of {@code GET /platform/v1/replicas}. */
  public record Replica(
      String id, String host, String address, String version, Instant started, Instant seen) {}

  /** Body of {@code POST /platform/v1/join-tokens}; seconds of 0: until revoked. */
  public record NewJoinToken(String description, Long seconds) {}

  /** A join token; {@code token}, which is secret, in the answer to the POST only. */
  public record JoinTokenView(
      String id,
      String token,
      String description,
      String createdBy,
      Instant created,
      Instant expires) {}

  @GET
  @Path("/cluster")
  public Uni<Cluster> cluster() {
    var opened = access.opened();
    var authority = opened.authorities().cluster().certificate();
    return identities
        .load()
        .map(
            identity ->
                new Cluster(
                    identity.clusterId.toString(),
                    identity.created,
                    opened.version(),
                    Certificates.pem(authority),
                    Certificates.publicKeyHash(authority)));
  }

  @GET
  @Path("/replicas")
  public Uni<List<Replica>> replicas() {
    return replicas
        .all()
        .map(
            all ->
                all.stream()
                    .map(
                        r ->
                            new Replica(
                                r.id.toString(), r.host, r.address, r.version, r.started, r.seen))
                    .toList());
  }

  @GET
  @Path("/join-tokens")
  public Uni<List<JoinTokenView>> joinTokens() {
    return tokens.all().map(all -> all.stream().map(row -> view(row, null)).toList());
  }

  @POST
  @Path("/join-tokens")
  public Uni<JoinTokenView> create(NewJoinToken wanted, @Context ContainerRequestContext request) {
    var opened = access.opened();
    long seconds = wanted == null || wanted.seconds() == null ? DEFAULT_SECONDS : wanted.seconds();
    if (seconds < 0) {
      throw ApiException.badRequest("seconds must not be negative");
    }
    BootstrapToken token = BootstrapToken.create(opened.random());
    JoinToken join = JoinToken.of(token, opened.authorities().cluster().certificate());
    String description = wanted == null || wanted.description() == null ? "" : wanted.description();
    Instant now = opened.clock().instant();
    return tokens
        .create(
            token,
            description,
            String.valueOf(request.getProperty(PlatformFilter.USER)),
            now,
            seconds == 0 ? null : now.plusSeconds(seconds))
        .map(row -> view(row, join.text()));
  }

  @DELETE
  @Path("/join-tokens/{id}")
  public Uni<Void> revoke(@PathParam("id") String id) {
    return tokens
        .revoke(id)
        .map(
            found -> {
              if (!found) {
                throw new ApiException(
                    Status.failure(Reason.NOT_FOUND, "join token \"" + id + "\" not found"));
              }
              return null;
            });
  }

  private static JoinTokenView view(JoinTokenRow row, String token) {
    return new JoinTokenView(
        row.id, token, row.description, row.createdBy, row.created, row.expires);
  }
}
