package io.coxswain.cluster.backup;

import io.coxswain.cluster.ClusterIdentity;
import io.coxswain.cluster.Identities;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.store.postgres.Archive;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /platform/v1/backup}: everything of the cluster at one revision, as a stream. */
@Path("/platform/v1/backup")
public class BackupResource {
  private final BackupAccess access;
  private final Identities identities;

  BackupResource(BackupAccess access, Identities identities) {
    this.access = access;
    this.identities = identities;
  }

  /**
   * Body {@code {history: whether the past too, passphrase: seals the sealing key into it}}, both
   * optional. A stream without its last line is not a backup: the server broke off.
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public Multi<byte[]> backup(String body) {
    JsonObject wanted = parsed(body);
    return identities
        .load()
        .chain(identity -> UniHelper.toUni(open(identity, wanted)))
        .onItem()
        .transformToMulti(
            stream ->
                Multi.createBy()
                    .repeating()
                    .uni(() -> UniHelper.toUni(stream.next()))
                    .until(bytes -> bytes.length == 0)
                    .onTermination()
                    .invoke(stream::close));
  }

  private Future<BackupStream> open(ClusterIdentity identity, JsonObject wanted) {
    var opened = access.opened();
    boolean history = wanted.bool("history", false);
    String passphrase = wanted.string("passphrase", "");
    // Making a key of a passphrase is slow on purpose.
    return opened
        .vertx()
        .executeBlocking(() -> passphrase.isEmpty() ? "" : opened.sealing().wrapped(passphrase))
        .compose(
            key ->
                Archive.open(
                        opened.vertx(), opened.database().get(), PlatformSections.with(history))
                    .map(
                        archive ->
                            new BackupStream(
                                opened.vertx(),
                                archive,
                                new BackupHeader(
                                    opened.clock().instant(),
                                    opened.version(),
                                    identity.clusterId.toString(),
                                    archive.revision(),
                                    history ? archive.kept() : -1,
                                    opened.sealing().check(),
                                    key))))
        .recover(
            error ->
                Future.failedFuture(
                    ApiException.unavailable(
                        "the database does not answer: " + error.getMessage())));
  }

  private static JsonObject parsed(String body) {
    try {
      return body == null || body.isBlank() ? JsonObject.EMPTY : JsonParser.parseObject(body);
    } catch (JsonException e) {
      throw ApiException.badRequest(
          "expected {\"history\": …, \"passphrase\": …}: " + e.getMessage());
    }
  }
}
