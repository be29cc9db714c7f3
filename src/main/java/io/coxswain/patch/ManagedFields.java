package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import io.coxswain.schema.StructType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Keeps {@code metadata.managedFields} through creates, updates and patches other than apply. */
public final class ManagedFields {
  private static final int MAX_NAME = 128;

  /** Fields nobody owns. */
  static final FieldSet STRIPPED =
      FieldSet.ofNames(
          List.of(
              "apiVersion",
              "kind",
              "metadata",
              "metadata.name",
              "metadata.namespace",
              "metadata.creationTimestamp",
              "metadata.selfLink",
              "metadata.uid",
              "metadata.clusterName",
              "metadata.generation",
              "metadata.managedFields",
              "metadata.resourceVersion"));

  private ManagedFields() {}

  /**
   * Who writes: the request's {@code fieldManager}, otherwise the user agent up to its first slash,
   * without unprintable characters and cut to 128 bytes.
   */
  public static String managerName(String fieldManager, String userAgent) {
    if (fieldManager != null && !fieldManager.isEmpty()) {
      return fieldManager;
    }
    String agent = userAgent == null ? "" : userAgent;
    int slash = agent.indexOf('/');
    StringBuilder out = new StringBuilder();
    (slash < 0 ? agent : agent.substring(0, slash))
        .codePoints()
        .filter(c -> !Character.isISOControl(c) && Character.isDefined(c))
        .takeWhile(c -> out.length() < MAX_NAME)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /** As the longer form, for the object itself and with no fields the server resets. */
  public static JsonObject update(
      JsonObject live,
      JsonObject updated,
      String manager,
      Instant time,
      String apiVersion,
      StructType type) {
    return update(live, updated, manager, "", time, apiVersion, type, List.of());
  }

  /**
   * {@code updated} with the managedFields this write leads to: the manager owns what it changed,
   * nobody owns what it removed. Errors in what is stored or sent are forgiven: the live entries
   * then count.
   *
   * @param live the object before; {@code null} for a create
   * @param subresource through which the write came; empty for the object itself
   * @param resetFields paths of what the write cannot change ({@code Strategy.resetFields})
   */
  public static JsonObject update(
      JsonObject live,
      JsonObject updated,
      String manager,
      String subresource,
      Instant time,
      String apiVersion,
      StructType type,
      List<String> resetFields) {
    JsonObject before = bare(live == null ? head(updated) : live);
    JsonObject after = bare(updated);
    Managers managers = decode(live, updated, !subresource.isEmpty());
    change(
        managers,
        Comparison.of(type, before, after).without(FieldSet.ofNames(resetFields)),
        Managers.Id.of(manager, Managers.UPDATE, apiVersion, subresource),
        apiVersion,
        time);
    managers.cap();
    return encode(after, managers);
  }

  /** Takes from everybody what changed and gives it to {@code id}. */
  static void change(
      Managers managers, Comparison changes, Managers.Id id, String apiVersion, Instant time) {
    FieldSet taken = changes.modified().union(changes.added());
    managers
        .owned()
        .replaceAll(
            (who, what) ->
                what.with(what.fields().difference(taken).difference(changes.removed())));
    FieldSet mine = taken.difference(STRIPPED);
    Managers.Owned previous = managers.owned().get(id);
    if (!mine.isEmpty()) {
      managers
          .owned()
          .put(
              id,
              new Managers.Owned(
                  previous == null ? mine : mine.union(previous.fields()),
                  apiVersion,
                  Time.seconds(time)));
    }
    managers.dropEmpty();
  }

  private static Managers decode(JsonObject live, JsonObject updated, boolean subresource) {
    JsonArray sent = Meta.of(updated).array("managedFields");
    if (!subresource && sent.size() == 1 && sent.object(0).isEmpty()) {
      return new Managers(); // [{}] resets them
    }
    if (!subresource && !sent.isEmpty()) {
      try {
        return Managers.of(sent);
      } catch (IllegalArgumentException e) {
        return stored(live);
      }
    }
    return stored(live);
  }

  private static Managers stored(JsonObject live) {
    try {
      return live == null ? new Managers() : Managers.of(Meta.of(live).array("managedFields"));
    } catch (IllegalArgumentException e) {
      return new Managers();
    }
  }

  /** The object of which a create starts. */
  static JsonObject head(JsonObject object) {
    return JsonObject.builder()
        .put("apiVersion", object.get("apiVersion"))
        .put("kind", object.get("kind"))
        .put("metadata", JsonObject.EMPTY)
        .build();
  }

  static JsonObject bare(JsonObject object) {
    return Meta.without(object, "managedFields");
  }

  static JsonObject encode(JsonObject object, Managers managers) {
    JsonArray entries = managers.toJson();
    return entries.isEmpty() ? object : Meta.with(object, "managedFields", entries);
  }

  /**
   * Whether two objects are the same but for the times in managedFields: such a write is none.
   * resourceVersion must be the same or left out of both.
   */
  public static boolean equalIgnoringTimes(JsonObject a, JsonObject b) {
    return a.equals(b) || timeless(a).equals(timeless(b));
  }

  private static JsonObject timeless(JsonObject object) {
    List<Json> out = new ArrayList<>();
    for (JsonObject entry : Meta.of(object).objects("managedFields")) {
      out.add(entry.without("time"));
    }
    // Their order follows the times.
    out.sort(java.util.Comparator.comparing(Json::text));
    return Meta.with(object, "managedFields", out.isEmpty() ? null : JsonArray.of(out));
  }
}
