package io.coxswain.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.schema.StructType;
import org.junit.jupiter.api.Test;

final class StrategicMergePatchTest {
  private static final StructType POD = Text.type("v1", "Pod");
  private static final StructType DEPLOYMENT = Text.type("apps/v1", "Deployment");
  private static final StructType SERVICE = Text.type("v1", "Service");

  private static void check(StructType type, String before, String patch, String after) {
    assertEquals(
        Text.object(after),
        StrategicMergePatch.apply(Text.object(patch), Text.object(before), type));
  }

  @Test
  void containersMergeByName() {
    check(
        POD,
        "{'spec':{'containers':[{'name':'a','image':'x'},{'name':'b','image':'y'}]}}",
        "{'spec':{'containers':[{'name':'b','image':'z'},{'name':'c','image':'w'}]}}",
        "{'spec':{'containers':[{'name':'a','image':'x'},{'name':'b','image':'z'},"
            + "{'name':'c','image':'w'}]}}");
  }

  @Test
  void anItemIsDeletedByDirective() {
    check(
        POD,
        "{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}",
        "{'spec':{'containers':[{'name':'a','$patch':'delete'}]}}",
        "{'spec':{'containers':[{'name':'b'}]}}");
  }

  @Test
  void aListIsReplacedByDirective() {
    check(
        POD,
        "{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}",
        "{'spec':{'containers':[{'name':'c'},{'$patch':'replace'}]}}",
        "{'spec':{'containers':[{'name':'c'}]}}");
  }

  @Test
  void nullRemovesAndPlainListsAreReplaced() {
    check(
        POD,
        "{'spec':{'nodeName':'n','containers':[{'name':'a','command':['x','y']}]}}",
        "{'spec':{'nodeName':null,'containers':[{'name':'a','command':['z']}]}}",
        "{'spec':{'containers':[{'name':'a','command':['z']}]}}");
  }

  @Test
  void finalizersUniteAndAreDeletedByList() {
    check(
        POD,
        "{'metadata':{'finalizers':['a/x','b/x']}}",
        "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a/x'],'finalizers':['c/x']}}",
        "{'metadata':{'finalizers':['b/x','c/x']}}");
  }

  @Test
  void theOrderAskedForIsSet() {
    check(
        POD,
        "{'spec':{'containers':[{'name':'a'},{'name':'b'},{'name':'server'}]}}",
        "{'spec':{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}],"
            + "'containers':[{'name':'a','image':'i'}]}}",
        "{'spec':{'containers':[{'name':'b'},{'name':'a','image':'i'},{'name':'server'}]}}");
  }

  @Test
  void retainedKeysAloneStay() {
    check(
        DEPLOYMENT,
        "{'spec':{'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}}}",
        "{'spec':{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}}",
        "{'spec':{'strategy':{'type':'Recreate'}}}");
  }

  @Test
  void aMapIsReplacedByDirective() {
    check(
        POD,
        "{'metadata':{'labels':{'a':'1','b':'2'}}}",
        "{'metadata':{'labels':{'$patch':'replace','c':'3'}}}",
        "{'metadata':{'labels':{'c':'3'}}}");
  }

  @Test
  void servicePortsMergeByPort() {
    check(
        SERVICE,
        "{'spec':{'ports':[{'port':80,'nodePort':30080}]}}",
        "{'spec':{'ports':[{'port':80,'targetPort':8080},{'port':81}]}}",
        "{'spec':{'ports':[{'port':80,'nodePort':30080,'targetPort':8080},{'port':81}]}}");
  }

  @Test
  void nullsInWhatIsNewAreDropped() {
    check(
        POD,
        "{}",
        "{'spec':{'nodeName':null,'hostNetwork':true}}",
        "{'spec':{'hostNetwork':true}}");
  }

  @Test
  void anItemWithoutItsKeyAndAnUnknownDirectiveAreRefused() {
    JsonObject pod = Text.object("{'spec':{'containers':[{'name':'a'}]}}");
    for (String patch :
        new String[] {
          "{'spec':{'containers':[{'image':'i'}]}}",
          "{'spec':{'$patch':'dance'}}",
          "{'spec':{'containers':[{'name':'a','$patch':'dance'}]}}"
        }) {
      assertEquals(
          400,
          assertThrows(
                  ApiException.class, () -> StrategicMergePatch.apply(Text.object(patch), pod, POD))
              .status()
              .code());
    }
  }
}
