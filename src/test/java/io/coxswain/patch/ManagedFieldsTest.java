package io.coxswain.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.schema.StructType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ManagedFieldsTest {
  private static final StructType DEPLOYMENT = Text.type("apps/v1", "Deployment");
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

  private static JsonObject write(JsonObject live, JsonObject next, String manager, int second) {
    return ManagedFields.update(
        live, next, manager, THEN.plusSeconds(second), "apps/v1", DEPLOYMENT);
  }

  private static final JsonObject OBJECT =
      Text.object(
          "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d','uid':'u',"
              + "'labels':{'app':'d'}},'spec':{'replicas':1,'strategy':{'type':'RollingUpdate',"
              + "'rollingUpdate':{'maxSurge':1}},'selector':{'matchLabels':{'app':'d'}},"
              + "'template':{'metadata':{'labels':{'app':'d'}},'spec':{'containers':["
              + "{'name':'c','image':'i','resources':{},'ports':[{'containerPort':80}]}]}}}}");

  private static List<JsonObject> entries(JsonObject object) {
    return Meta.of(object).objects("managedFields");
  }

  @Test
  void aCreateOwnsEveryFieldAsUpstreamRecordsIt() {
    JsonObject created = write(null, OBJECT, "kubectl-create", 0);
    JsonObject entry = entries(created).getFirst();
    assertEquals("kubectl-create", entry.string("manager"));
    assertEquals("Update", entry.string("operation"));
    assertEquals("2026-01-02T03:04:05Z", entry.string("time"));
    assertEquals(
        Text.json(
            "{'f:metadata':{'f:labels':{'.':{},'f:app':{}}},'f:spec':{'f:replicas':{},"
                + "'f:selector':{},'f:strategy':{'f:rollingUpdate':{'.':{},'f:maxSurge':{}},"
                + "'f:type':{}},'f:template':{'f:metadata':{'f:labels':{'.':{},'f:app':{}}},"
                + "'f:spec':{'f:containers':{'k:{\\\"name\\\":\\\"c\\\"}':{'.':{},'f:image':{},"
                + "'f:name':{},'f:ports':{'.':{},'k:{\\\"containerPort\\\":80,"
                + "\\\"protocol\\\":\\\"TCP\\\"}':{'.':{},'f:containerPort':{}}},"
                + "'f:resources':{}}}}}}}"),
        entry.get("fieldsV1"));
  }

  @Test
  void aChangeMovesOwnershipAndAWriteWithoutChangeKeepsTheTime() {
    JsonObject created = write(null, OBJECT, "a", 0);
    JsonObject same = write(created, created, "b", 10);
    assertEquals(created, same);
    JsonObject scaled =
        write(created, created.with("spec", created.object("spec").with("replicas", 3)), "b", 20);
    assertEquals(2, entries(scaled).size());
    assertEquals("b", entries(scaled).get(1).string("manager"));
    assertEquals(Text.json("{'f:spec':{'f:replicas':{}}}"), entries(scaled).get(1).get("fieldsV1"));
    assertFalse(entries(scaled).get(0).get("fieldsV1").text().contains("f:replicas"));
  }

  @Test
  void aManagerWithNothingLeftIsDropped() {
    JsonObject created = write(null, OBJECT, "a", 0);
    JsonObject labelled = write(created, Meta.withLabel(created, "x", "1"), "b", 1);
    assertEquals(2, entries(labelled).size());
    JsonObject unlabelled =
        write(
            labelled,
            Meta.with(labelled, "labels", Meta.of(labelled).object("labels").without("x")),
            "c",
            2);
    assertEquals(List.of("a"), entries(unlabelled).stream().map(e -> e.string("manager")).toList());
  }

  @Test
  void statusWritesAreEntriesOfTheirOwnAndOwnNoSpec() {
    JsonObject created = write(null, OBJECT, "a", 0);
    JsonObject next =
        created
            .with("status", Text.object("{'replicas':1}"))
            .with("spec", created.object("spec").with("replicas", 9));
    JsonObject out =
        ManagedFields.update(
            created, next, "a", "status", THEN, "apps/v1", DEPLOYMENT, List.of("spec"));
    JsonObject entry =
        entries(out).stream().filter(e -> e.has("subresource")).findFirst().orElseThrow();
    assertEquals("status", entry.string("subresource"));
    assertEquals(Text.json("{'f:status':{'f:replicas':{}}}"), entry.get("fieldsV1"));
  }

  @Test
  void moreThanTenUpdatersCollapse() {
    JsonObject object = write(null, OBJECT, "m0", 0);
    for (int i = 1; i <= 14; i++) {
      object = write(object, Meta.withLabel(object, "l" + i, "x"), "m" + i, i);
    }
    List<String> names = entries(object).stream().map(e -> e.string("manager")).toList();
    assertEquals(10, names.size(), names.toString());
    assertTrue(names.contains("ancient-changes"), names.toString());
    assertTrue(names.contains("m14"), names.toString());
  }

  @Test
  void oneEmptyEntryResetsThem() {
    JsonObject created = write(null, OBJECT, "a", 0);
    JsonObject reset = Meta.with(created, "managedFields", JsonArray.of(JsonObject.EMPTY));
    assertTrue(entries(write(created, reset, "a", 1)).isEmpty());
  }

  @Test
  void managersAreNamedByParameterOrUserAgent() {
    assertEquals("given", ManagedFields.managerName("given", "kubectl/v1"));
    assertEquals("kubectl", ManagedFields.managerName("", "kubectl/v1.32 (linux)"));
    assertEquals("", ManagedFields.managerName(null, null));
    assertEquals(128, ManagedFields.managerName("", "x".repeat(300)).length());
  }

  @Test
  void timesAloneMakeNoDifference() {
    JsonObject created = write(null, OBJECT, "a", 0);
    JsonObject later = write(null, OBJECT, "a", 99);
    assertFalse(created.equals(later));
    assertTrue(ManagedFields.equalIgnoringTimes(created, later));
  }
}
