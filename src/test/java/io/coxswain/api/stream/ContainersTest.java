package io.coxswain.api.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import org.junit.jupiter.api.Test;

class ContainersTest {
  private static JsonObject pod(String spec) {
    return JsonParser.parseObject(
        ("{'metadata':{'name':'x'},'spec':" + spec + "}").replace('\'', '"'));
  }

  private static String refusal(JsonObject pod, String asked) {
    return assertThrows(ApiException.class, () -> Containers.choose(pod, asked)).getMessage();
  }

  @Test
  void theOnlyContainerNeedsNoName() {
    assertEquals("a", Containers.choose(pod("{'containers':[{'name':'a'}]}"), ""));
  }

  @Test
  void amongSeveralOneMustBeNamed() {
    JsonObject pod =
        pod("{'containers':[{'name':'a'},{'name':'b'}],'initContainers':[{'name':'i'}]}");
    assertEquals(
        "a container name must be specified for pod x, choose one of: [a b] or one of the init"
            + " containers: [i]",
        refusal(pod, ""));
    assertEquals("i", Containers.choose(pod, "i"));
    assertEquals("container c is not valid for pod x", refusal(pod, "c"));
  }
}
