package io.coxswain.controller.resourcequota;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.client.FakeApi;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Quantity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ResourceQuotaControllerTest {
  private static final JsonObject HARD =
      FakeApi.json("{'requests.memory':'4Gi','pods':'10','cpu':'2','count/pods':'20'}");

  private static JsonObject pod(String phase, String cpu, String memory) {
    return FakeApi.json(
        """
        {'spec':{'containers':[{'resources':{'requests':{'cpu':'%s','memory':'%s'}}}]},
         'status':{'phase':'%s'}}
        """
            .formatted(cpu, memory, phase));
  }

  private static String used(String quota, JsonObject... pods) {
    Map<String, Quantity> used = new TreeMap<>();
    ResourceQuotaController.add(used, FakeApi.json(quota), "pods", List.of(pods));
    return ResourceQuotaController.shown(HARD, used).text();
  }

  @Test
  void sumsAreShownForEveryNameInItsOrder() {
    assertEquals(
        "{\"requests.memory\":\"1536Mi\",\"pods\":\"2\",\"cpu\":\"750m\",\"count/pods\":\"2\"}",
        used("{}", pod("Running", "500m", "1Gi"), pod("Pending", "250m", "512Mi")));
    assertEquals(
        "{\"requests.memory\":\"0\",\"pods\":\"0\",\"cpu\":\"0\",\"count/pods\":\"0\"}",
        used("{}"));
  }

  @Test
  void whatHasEndedHoldsOnlyItsPlaceAmongTheObjects() {
    assertEquals(
        "{\"requests.memory\":\"0\",\"pods\":\"0\",\"cpu\":\"0\",\"count/pods\":\"1\"}",
        used("{}", pod("Succeeded", "1", "1Gi")));
  }

  @Test
  void onlyWhatIsInScopeCounts() {
    assertEquals(
        "{\"requests.memory\":\"0\",\"pods\":\"0\",\"cpu\":\"0\",\"count/pods\":\"0\"}",
        used("{'spec':{'scopes':['BestEffort']}}", pod("Running", "1", "1Gi")));
    assertEquals(
        "{\"requests.memory\":\"1Gi\",\"pods\":\"1\",\"cpu\":\"1\",\"count/pods\":\"1\"}",
        used("{'spec':{'scopes':['NotBestEffort']}}", pod("Running", "1", "1Gi")));
  }
}
