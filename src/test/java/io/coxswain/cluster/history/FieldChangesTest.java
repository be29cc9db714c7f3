package io.coxswain.cluster.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldChangesTest {
  private static List<String> between(String before, String after) {
    return FieldChanges.between(object(before), object(after));
  }

  private static JsonObject object(String text) {
    return JsonParser.parseObject(text.replace('\'', '"'));
  }

  @Test
  void valuesAreToldBeforeAndAfter() {
    assertEquals(
        List.of("spec.replicas 2 → 3", "spec.old removed", "spec.paused = true"),
        between("{'spec':{'replicas':2,'old':1}}", "{'spec':{'replicas':3,'paused':true}}"));
  }

  @Test
  void itemsGoByTheirNamesAndTypes() {
    assertEquals(
        List.of("spec.containers[web].image a:1 → a:2", "spec.containers[log] added"),
        between(
            "{'spec':{'containers':[{'name':'web','image':'a:1'}]}}",
            "{'spec':{'containers':[{'name':'log'},{'name':'web','image':'a:2'}]}}"));
    assertEquals(
        List.of("status.conditions[Ready].status False → True"),
        between(
            "{'status':{'conditions':[{'type':'Ready','status':'False'}]}}",
            "{'status':{'conditions':[{'type':'Ready','status':'True'}]}}"));
    assertEquals(
        List.of("args [\"a\"] → [\"a\",\"b\"]"), between("{'args':['a']}", "{'args':['a','b']}"));
    assertEquals(
        List.of("rules[1].x 1 → 2"), between("{'rules':[{},{'x':1}]}", "{'rules':[{},{'x':2}]}"));
  }

  @Test
  void bookkeepingIsNotTold() {
    assertEquals(
        List.of(),
        between(
            "{'metadata':{'generation':1,'managedFields':[]}}",
            "{'metadata':{'generation':2,'managedFields':[{}]}}"));
  }

  @Test
  void keysThatAreNoWordsAreBracketedAndLongValuesCut() {
    assertEquals(
        List.of("metadata.labels[app.kubernetes.io/name] = web"),
        between(
            "{'metadata':{'labels':{'a':'b'}}}",
            "{'metadata':{'labels':{'a':'b','app.kubernetes.io/name':'web'}}}"));
    assertEquals(
        List.of("data.k = " + "x".repeat(47) + "…"),
        between("{'data':{}}", "{'data':{'k':'" + "x".repeat(100) + "'}}"));
  }

  @Test
  void aNewHeapIsToldByItsFields() {
    assertEquals(
        List.of(
            "status.phase = Running", "status.message = a message that is rather long to be shown"),
        between(
            "{}",
            "{'status':{'phase':'Running','message':'a message that is rather long to be shown'}}"));
  }
}
