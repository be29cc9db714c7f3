package io.coxswain.api.admission;

import static io.coxswain.api.admission.AdmissionCase.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodPluginsTest {
  private static final String POD = "{'metadata':{'name':'web','namespace':'d'},'spec':{%s}}";
  private static final String CLASSES = "priorityclasses.scheduling.k8s.io";

  private final AdmissionCase cases = new AdmissionCase();

  private JsonObject spec(AdmissionPlugin plugin, String spec) {
    return AdmissionCase.admitted(plugin, cases.create("pods", POD.formatted(spec))).object("spec");
  }

  private String refusal(AdmissionPlugin plugin, String spec) {
    String text = AdmissionCase.refusal(plugin, cases.create("pods", POD.formatted(spec)));
    return text == null ? null : text.replace("pods \"web\" is forbidden: ", "");
  }

  @Test
  void podsStayFiveMinutesOnANodeThatIsNotReady() {
    var plugin = new DefaultTolerationSeconds();
    JsonObject both = spec(plugin, "");
    assertEquals(2, both.array("tolerations").size());
    assertEquals(300, both.array("tolerations").object(0).integer("tolerationSeconds", 0));
    JsonObject one =
        spec(plugin, "'tolerations':[{'key':'node.kubernetes.io/not-ready','operator':'Exists'}]");
    assertEquals(
        "node.kubernetes.io/unreachable", one.array("tolerations").object(1).string("key"));
    assertEquals(
        1, spec(plugin, "'tolerations':[{'operator':'Exists'}]").array("tolerations").size());
  }

  @Test
  void aPriorityClassBecomesAPriority() {
    var plugin = new PriorityAdmission(cases.objects);
    assertEquals(0, spec(plugin, "").integer("priority", -1));
    assertEquals("PreemptLowerPriority", spec(plugin, "").string("preemptionPolicy"));
    assertEquals(
        2_000_001_000,
        spec(plugin, "'priorityClassName':'system-node-critical'").integer("priority", 0));
    cases.cluster.put(
        CLASSES,
        "{'metadata':{'name':'low'},'value':7,'globalDefault':true,'preemptionPolicy':'Never'}");
    JsonObject standard = spec(plugin, "");
    assertEquals("low", standard.string("priorityClassName"));
    assertEquals(7, standard.integer("priority", 0));
    assertEquals("Never", standard.string("preemptionPolicy"));
    assertEquals(
        "no PriorityClass with name gone was found", refusal(plugin, "'priorityClassName':'gone'"));
    assertEquals(
        "the integer value of priority (9) must not be provided in pod spec; priority admission"
            + " controller computed 7 from the given PriorityClass name",
        refusal(plugin, "'priority':9"));
  }

  @Test
  void onlyOneClassIsTheDefault() {
    var plugin = new PriorityAdmission(cases.objects);
    cases.cluster.put(CLASSES, "{'metadata':{'name':'low'},'value':7,'globalDefault':true}");
    String other = "{'metadata':{'name':'high'},'value':9,'globalDefault':true}";
    assertTrue(
        AdmissionCase.refusal(plugin, cases.create(CLASSES, other))
            .contains("PriorityClass low is already marked as default"));
    String same = "{'metadata':{'name':'low'},'value':7,'globalDefault':true}";
    assertNull(AdmissionCase.refusal(plugin, cases.update(CLASSES, same, same)));
  }

  @Test
  void aRuntimeClassAddsWhatItNeeds() {
    var plugin = new RuntimeClassAdmission(cases.objects);
    cases.cluster.put(
        "runtimeclasses.node.k8s.io",
        "{'metadata':{'name':'vm'},'handler':'kata','overhead':{'podFixed':{'memory':'64Mi'}},"
            + "'scheduling':{'nodeSelector':{'vm':'yes'},'tolerations':[{'key':'vm'}]}}");
    JsonObject spec = spec(plugin, "'runtimeClassName':'vm','nodeSelector':{'a':'b'}");
    assertEquals(json("{'memory':'64Mi'}"), spec.object("overhead"));
    assertEquals(json("{'a':'b','vm':'yes'}"), spec.object("nodeSelector"));
    assertEquals(1, spec.array("tolerations").size());
    assertEquals(
        "pod rejected: RuntimeClass \"gone\" not found",
        refusal(plugin, "'runtimeClassName':'gone'"));
    assertTrue(refusal(plugin, "'overhead':{'cpu':'1'}").startsWith("pod rejected: Pod Overhead"));
    assertTrue(
        refusal(plugin, "'runtimeClassName':'vm','nodeSelector':{'vm':'no'}")
            .startsWith("conflict:"));
  }

  private void limits(String limits) {
    cases.cluster.put(
        "limitranges",
        "{'metadata':{'name':'l','namespace':'d'},'spec':{'limits':[" + limits + "]}}");
  }

  @Test
  void limitRangesFillInWhatAPodLeavesOut() {
    limits(
        "{'type':'Container','default':{'cpu':'500m','memory':'1Gi'},"
            + "'defaultRequest':{'cpu':'100m'}}");
    JsonObject pod =
        AdmissionCase.admitted(
            new LimitRanger(cases.objects),
            cases.create(
                "pods",
                POD.formatted(
                    "'containers':[{'name':'c','resources':{'limits':{'cpu':'200m'}}}]")));
    assertEquals(
        json("{'limits':{'memory':'1Gi','cpu':'200m'},'requests':{'cpu':'100m'}}"),
        pod.object("spec").array("containers").object(0).object("resources"));
    assertEquals(
        "LimitRanger plugin set: cpu request for container c; memory limit for container c",
        Meta.annotation(pod, "kubernetes.io/limit-ranger"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      nullValues = "-",
      value = {
        "'min':{'cpu':'100m'} | 'requests':{'cpu':'50m'} |"
            + " minimum cpu usage per Container is 100m, but request is 50m",
        "'min':{'cpu':'100m'} | 'requests':{} |"
            + " minimum cpu usage per Container is 100m.  No request is specified",
        "'max':{'memory':'1Gi'} | 'limits':{'memory':'2Gi'} |"
            + " maximum memory usage per Container is 1Gi, but limit is 2Gi",
        "'max':{'memory':'1Gi'} | 'requests':{} |"
            + " maximum memory usage per Container is 1Gi.  No limit is specified",
        "'maxLimitRequestRatio':{'cpu':'2'} | 'requests':{'cpu':'1'},'limits':{'cpu':'3'} |"
            + " cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000",
        "'min':{'cpu':'100m'},'max':{'cpu':'1'} | 'requests':{'cpu':'1'},'limits':{'cpu':'1'} | -",
      })
  void limitRangesBoundContainers(String bounds, String resources, String why) {
    limits("{'type':'Container'," + bounds + "}");
    String spec = "'containers':[{'name':'c','resources':{" + resources + "}}]";
    assertEquals(why, refusal(new LimitRanger(cases.objects), spec));
  }

  @Test
  void limitRangesBoundWholePodsAndClaims() {
    limits(
        "{'type':'Pod','max':{'cpu':'1'}},"
            + "{'type':'PersistentVolumeClaim','min':{'storage':'1Gi'}}");
    String half = "{'resources':{'limits':{'cpu':'600m'},'requests':{'cpu':'600m'}}}";
    assertEquals(
        "maximum cpu usage per Pod is 1, but request is 1200m",
        refusal(new LimitRanger(cases.objects), "'containers':[" + half + "," + half + "]"));
    String claim =
        "{'metadata':{'name':'c','namespace':'d'},"
            + "'spec':{'resources':{'requests':{'storage':'1Mi'}}}}";
    assertTrue(
        AdmissionCase.refusal(
                new LimitRanger(cases.objects), cases.create("persistentvolumeclaims", claim))
            .endsWith(
                "minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi"));
  }
}
