package io.coxswain.cluster.history;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import io.coxswain.schema.ResourceType;
import io.coxswain.store.Op;
import io.coxswain.store.postgres.History;
import io.coxswain.store.postgres.Moment;
import io.coxswain.store.postgres.PastChange;
import io.coxswain.store.postgres.PastObject;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code /platform/v1/history}: the past of objects. A moment is {@code ago} (seconds), {@code at}
 * (RFC 3339) or {@code revision}; a resource is {@code deployments.apps}.
 */
@Path("/platform/v1/history")
@Produces(MediaType.APPLICATION_JSON)
public class HistoryResource {
  private static final int MOST = 1000;
  private static final int PAGE = 100;

  private final HistoryAccess access;

  HistoryResource(HistoryAccess access) {
    this.access = access;
  }

  /**
   * The changes of one object, newest first: {@code {items: [{revision, at, op, by, manager,
   * sealed, fields: [text]}]}}.
   */
  @GET
  @Path("/changes")
  public Uni<String> changes(
      @QueryParam("resource") String resource,
      @QueryParam("namespace") @DefaultValue("") String namespace,
      @QueryParam("name") String name,
      @QueryParam("ago") Long ago,
      @QueryParam("at") String at,
      @QueryParam("revision") Long revision,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    need(resource, "resource");
    need(name, "name");
    return answer(
        access
            .opened()
            .history()
            .changes(
                stored(resource),
                ObjectKey.of(namespace, name),
                moment(ago, at, revision),
                Math.clamp(limit, 1, MOST))
            .map(HistoryResource::told));
  }

  /**
   * What was written since and differs: {@code {items: [{resource, namespace, name, sealed,
   * existed, exists, before, after}], next}}. With {@code next} as {@code after} the next page is
   * asked for.
   */
  @GET
  @Path("/differences")
  public Uni<String> differences(
      @QueryParam("resource") String resource,
      @QueryParam("namespace") String namespace,
      @QueryParam("name") String name,
      @QueryParam("ago") Long ago,
      @QueryParam("at") String at,
      @QueryParam("revision") Long revision,
      @QueryParam("after") String after) {
    return answer(
        access
            .opened()
            .history()
            .differences(
                moment(ago, at, revision),
                resource == null ? null : stored(resource),
                namespace,
                name,
                last(after),
                PAGE)
            .map(HistoryResource::differing));
  }

  /** The objects of a kind at a moment: {@code {items: [object], next}}. */
  @GET
  @Path("/objects")
  public Uni<String> objects(
      @QueryParam("resource") String resource,
      @QueryParam("namespace") String namespace,
      @QueryParam("name") String name,
      @QueryParam("ago") Long ago,
      @QueryParam("at") String at,
      @QueryParam("revision") Long revision,
      @QueryParam("after") String after) {
    need(resource, "resource");
    PastObject last = last(after);
    return answer(
        access
            .opened()
            .history()
            .objects(
                stored(resource),
                namespace,
                name,
                moment(ago, at, revision),
                last == null ? null : last.key(),
                PAGE)
            .map(images -> past(resource, images)));
  }

  private static JsonObject told(History.Told told) {
    List<Json> items = new ArrayList<>();
    List<PastChange> changes = told.changes();
    for (int i = 0; i < changes.size(); i++) {
      PastChange change = changes.get(i);
      String before = i + 1 < changes.size() ? object(changes.get(i + 1)) : told.before();
      items.add(
          JsonObject.builder()
              .put("revision", change.revision())
              .put("at", change.at().toString())
              .put("op", change.op().name().toLowerCase(Locale.ROOT))
              .put("uid", change.uid())
              .put("by", change.by())
              .put("manager", change.manager())
              .put("sealed", change.sealed())
              .put("fields", JsonArray.ofStrings(fields(before, change)))
              .build());
    }
    return JsonObject.of("items", JsonArray.of(items));
  }

  /** What was there after it: nothing after a delete. */
  private static String object(PastChange change) {
    return change.op() == Op.DELETE ? null : change.object();
  }

  private static List<String> fields(String before, PastChange change) {
    return change.op() != Op.UPDATE || before == null || change.object() == null
        ? List.of()
        : FieldChanges.between(
            JsonParser.parseObject(before), JsonParser.parseObject(change.object()));
  }

  private static JsonObject differing(List<PastObject> found) {
    List<Json> items = new ArrayList<>();
    for (PastObject each : found) {
      boolean same = !each.sealed() && each.before() != null && each.before().equals(each.after());
      if (same || (!each.existed() && !each.exists())) {
        continue; // it came and went, or is again what it was
      }
      items.add(
          JsonObject.builder()
              .put("resource", each.resource())
              .put("namespace", each.key().namespace())
              .put("name", each.key().name())
              .put("sealed", each.sealed())
              .put("existed", each.existed())
              .put("exists", each.exists())
              .put("before", json(each.before()))
              .put("after", json(each.after()))
              .build());
    }
    JsonObject out = JsonObject.of("items", JsonArray.of(items));
    return found.size() < PAGE
        ? out
        : out.with("next", next(found.getLast().resource(), found.getLast().key()));
  }

  private static JsonObject past(String resource, List<History.Image> found) {
    List<Json> items = new ArrayList<>();
    for (History.Image image : found) {
      JsonObject metadata =
          JsonObject.builder()
              .put("name", image.key().name())
              .put("namespace", image.key().namespace())
              .build();
      JsonObject object =
          image.json() == null
              ? JsonObject.of("metadata", metadata)
              : JsonParser.parseObject(image.json());
      items.add(
          object.withAt(Json.of(Long.toString(image.revision())), "metadata", "resourceVersion"));
    }
    JsonObject out = JsonObject.of("items", JsonArray.of(items));
    return found.size() < PAGE ? out : out.with("next", next(resource, found.getLast().key()));
  }

  private static String next(String resource, ObjectKey key) {
    return resource + "/" + key.namespace() + "/" + key.name();
  }

  private static PastObject last(String after) {
    if (after == null) {
      return null;
    }
    String[] parts = after.split("/", 3);
    if (parts.length != 3) {
      throw ApiException.badRequest("after must be what a page before said as next");
    }
    return new PastObject(
        parts[0], ObjectKey.of(parts[1], parts[2]), false, false, false, null, null);
  }

  private static Json json(String text) {
    return text == null ? JsonNull.NULL : JsonParser.parse(text);
  }

  /** Kinds that are served in several groups are stored in one. */
  private String stored(String resource) {
    for (ResourceType type : access.opened().schemes().get().resources()) {
      if (type.resource().groupResource().equals(resource)) {
        return type.storageResource();
      }
    }
    return resource; // of a definition that is gone
  }

  private static Moment moment(Long ago, String at, Long revision) {
    if (revision != null) {
      return new Moment.Revision(revision);
    }
    try {
      if (at != null) {
        return new Moment.Time(Instant.parse(at));
      }
    } catch (DateTimeException e) {
      throw ApiException.badRequest("at must be a time such as 2026-01-02T15:04:05Z");
    }
    return ago == null ? new Moment.Horizon() : new Moment.Ago(Duration.ofSeconds(ago));
  }

  private static void need(String value, String name) {
    if (value == null || value.isEmpty()) {
      throw ApiException.badRequest(name + " is missing");
    }
  }

  private static Uni<String> answer(Future<JsonObject> answer) {
    return UniHelper.toUni(answer.map(JsonObject::text));
  }
}
