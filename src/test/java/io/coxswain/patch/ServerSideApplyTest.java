package io.coxswain.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.schema.StructType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServerSideApplyTest {
  private static final StructType DEPLOYMENT = Text.type("apps/v1", "Deployment");
  private static final StructType CONFIG_MAP = Text.type("v1", "ConfigMap");
  private static final StructType SERVICE = Text.type("v1", "Service");
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

  private static JsonObject deployment(String spec) {
    return Text.object(
        "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d','namespace':'n'},"
            + "'spec':"
            + spec
            + "}");
  }

  private static JsonObject map(String data) {
    return Text.object(
        "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'m'},'data':" + data + "}");
  }

  private static JsonObject apply(
      JsonObject live, JsonObject patch, String manager, boolean force, StructType type) {
    return ServerSideApply.apply(live, patch, manager, force, THEN, type);
  }

  @Test
  void applyingAMissingObjectCreatesItAndOwnsIt() {
    JsonObject out = apply(null, map("{'a':'1'}"), "me", false, CONFIG_MAP);
    assertEquals(Text.json("{'a':'1'}"), out.get("data"));
    JsonObject entry = Meta.of(out).objects("managedFields").getFirst();
    assertEquals("Apply", entry.string("operation"));
    assertEquals(Text.json("{'f:data':{'f:a':{}}}"), entry.get("fieldsV1"));
  }

  @Test
  void anotherManagersFieldIsAConflictInUpstreamsWords() {
    JsonObject live =
        ManagedFields.update(
            null, deployment("{'replicas':1}"), "kubectl", THEN, "apps/v1", DEPLOYMENT);
    ApiException e =
        assertThrows(
            ApiException.class,
            () -> apply(live, deployment("{'replicas':2}"), "me", false, DEPLOYMENT));
    assertEquals(
        "Apply failed with 1 conflict: conflict with \"kubectl\" using apps/v1: .spec.replicas",
        e.status().message());
    assertEquals(409, e.status().code());
    JsonObject cause = e.status().details().objects("causes").getFirst();
    assertEquals("FieldManagerConflict", cause.string("reason"));
    assertEquals(".spec.replicas", cause.string("field"));
    assertEquals("conflict with \"kubectl\" using apps/v1", cause.string("message"));
  }

  @Test
  void severalConflictsAreListedByManager() {
    JsonObject live = apply(null, map("{'a':'1','b':'1'}"), "x", false, CONFIG_MAP);
    ApiException e =
        assertThrows(
            ApiException.class,
            () -> apply(live, map("{'a':'2','b':'2'}"), "me", false, CONFIG_MAP));
    assertEquals(
        "Apply failed with 2 conflicts: conflicts with \"x\":\n- .data.a\n- .data.b",
        e.status().message());
  }

  @Test
  void forceTakesTheField() {
    JsonObject live = apply(null, map("{'a':'1','b':'1'}"), "x", false, CONFIG_MAP);
    JsonObject out = apply(live, map("{'a':'2'}"), "me", true, CONFIG_MAP);
    assertEquals(Text.json("{'a':'2','b':'1'}"), out.get("data"));
    JsonObject x = entry(out, "x");
    assertEquals(Text.json("{'f:data':{'f:b':{}}}"), x.get("fieldsV1"));
  }

  @Test
  void equalValuesAreOwnedTogetherAndStayUntilTheLastOwnerLeaves() {
    JsonObject live = apply(null, map("{'a':'1'}"), "x", false, CONFIG_MAP);
    live = apply(live, map("{'a':'1'}"), "y", false, CONFIG_MAP);
    live = apply(live, map("{'z':'1'}"), "x", false, CONFIG_MAP);
    assertEquals(Text.json("{'a':'1','z':'1'}"), live.get("data"));
    live = apply(live, map("{}"), "y", false, CONFIG_MAP);
    assertEquals(Text.json("{'z':'1'}"), live.get("data"));
  }

  @Test
  void whatIsNoLongerAppliedGoes() {
    JsonObject live = apply(null, map("{'a':'1','b':'2'}"), "me", false, CONFIG_MAP);
    JsonObject out = apply(live, map("{'b':'2'}"), "me", false, CONFIG_MAP);
    assertEquals(Text.json("{'b':'2'}"), out.get("data"));
    assertEquals(1, Meta.of(out).objects("managedFields").size());
  }

  @Test
  void whatAnUpdaterChangedStaysItsOwn() {
    JsonObject live = apply(null, map("{'a':'1','b':'2'}"), "me", false, CONFIG_MAP);
    JsonObject updated =
        ManagedFields.update(
            live,
            live.with("data", live.object("data").with("b", "3").with("c", "4")),
            "kubectl-edit",
            THEN,
            "v1",
            CONFIG_MAP);
    JsonObject out = apply(updated, map("{'a':'1'}"), "me", false, CONFIG_MAP);
    assertEquals(Text.json("{'a':'1','b':'3','c':'4'}"), out.get("data"));
  }

  @Test
  void listItemsMergeByTheirKeys() {
    JsonObject live =
        apply(
            null,
            deployment(
                "{'template':{'spec':{'containers':[{'name':'a','image':'1'},"
                    + "{'name':'b','image':'1'}]}}}"),
            "x",
            false,
            DEPLOYMENT);
    JsonObject out =
        apply(
            live,
            deployment(
                "{'template':{'spec':{'containers':[{'name':'c','image':'1'},"
                    + "{'name':'b','tty':true}]}}}"),
            "me",
            false,
            DEPLOYMENT);
    assertEquals(
        Text.json(
            "[{'name':'a','image':'1'},{'name':'c','image':'1'},"
                + "{'name':'b','image':'1','tty':true}]"),
        out.arrayAt("spec", "template", "spec", "containers"));
    JsonObject again =
        apply(
            out,
            deployment("{'template':{'spec':{'containers':[{'name':'b'}]}}}"),
            "me",
            false,
            DEPLOYMENT);
    assertEquals(
        Text.json("[{'name':'a','image':'1'},{'name':'b','image':'1'}]"),
        again.arrayAt("spec", "template", "spec", "containers"));
  }

  @Test
  void keysWithDefaultsIdentifyAnItemThatLeavesThemOut() {
    JsonObject live =
        Text.object(
            "{'apiVersion':'v1','kind':'Service','metadata':{'name':'s'},'spec':{'ports':["
                + "{'port':80,'protocol':'TCP','targetPort':8080}]}}");
    JsonObject patch =
        Text.object(
            "{'apiVersion':'v1','kind':'Service','metadata':{'name':'s'},'spec':{'ports':["
                + "{'port':80,'name':'http'}]}}");
    JsonObject out = apply(live, patch, "me", false, SERVICE);
    assertEquals(1, out.arrayAt("spec", "ports").size());
    assertEquals("http", out.arrayAt("spec", "ports").object(0).string("name"));
    assertEquals(8080, out.arrayAt("spec", "ports").object(0).integer("targetPort", 0));
  }

  @Test
  void atomicValuesAreReplacedWhole() {
    JsonObject live =
        apply(null, deployment("{'selector':{'matchLabels':{'a':'1'}}}"), "x", false, DEPLOYMENT);
    ApiException e =
        assertThrows(
            ApiException.class,
            () ->
                apply(
                    live,
                    deployment("{'selector':{'matchLabels':{'b':'1'}}}"),
                    "me",
                    false,
                    DEPLOYMENT));
    assertTrue(e.status().message().endsWith(": .spec.selector"), e.status().message());
  }

  @Test
  void whatWasThereBeforeTheFirstApplyBelongsToAManagerOfItsOwn() {
    ApiException e =
        assertThrows(
            ApiException.class,
            () -> apply(map("{'a':'1'}"), map("{'a':'2'}"), "me", false, CONFIG_MAP));
    assertEquals(
        "Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.a",
        e.status().message());
  }

  @Test
  void applyingTheSameAgainChangesNothing() {
    JsonObject live = apply(null, map("{'a':'1'}"), "me", false, CONFIG_MAP);
    JsonObject again =
        ServerSideApply.apply(
            live, map("{'a':'1'}"), "me", false, THEN.plusSeconds(60), CONFIG_MAP);
    assertEquals(live, again);
  }

  @Test
  void applyThroughStatusLeavesSpecAlone() {
    JsonObject out =
        ServerSideApply.apply(
            deployment("{'replicas':1}"),
            deployment("{'replicas':2}").with("status", Text.object("{'replicas':5}")),
            "me",
            "status",
            true,
            THEN,
            DEPLOYMENT,
            List.of("spec"));
    assertEquals(Text.json("{'f:status':{'f:replicas':{}}}"), entry(out, "me").get("fieldsV1"));
  }

  @Test
  void managedFieldsAndDuplicateItemsInAConfigurationAreRefused() {
    assertEquals(
        400,
        assertThrows(
                ApiException.class,
                () ->
                    apply(
                        null,
                        Text.object(
                            "{'apiVersion':'v1','kind':'ConfigMap','metadata':"
                                + "{'managedFields':[]}}"),
                        "me",
                        false,
                        CONFIG_MAP))
            .status()
            .code());
    ApiException duplicate =
        assertThrows(
            ApiException.class,
            () ->
                apply(
                    null,
                    deployment("{'template':{'spec':{'containers':[{'name':'a'},{'name':'a'}]}}}"),
                    "me",
                    false,
                    DEPLOYMENT));
    assertFalse(duplicate.status().message().isEmpty());
  }

  private static JsonObject entry(JsonObject object, String manager) {
    return Meta.of(object).objects("managedFields").stream()
        .filter(e -> manager.equals(e.string("manager")))
        .findFirst()
        .orElseThrow();
  }
}
