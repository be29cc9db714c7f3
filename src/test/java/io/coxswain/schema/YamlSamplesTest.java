package io.coxswain.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.json.Yaml;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Our YAML against what upstream's writer made of the same objects. */
class YamlSamplesTest {
  @Test
  void samplesReadAndPrintAsUpstreamPrintsThem() {
    for (String stem : Samples.stems()) {
      String upstream = new String(Samples.yaml(stem), StandardCharsets.UTF_8);

      assertEquals(Samples.json(stem), Yaml.parse(Samples.yaml(stem)), stem);
      assertEquals(upstream, Yaml.write(Samples.json(stem)), stem);
    }
  }
}
