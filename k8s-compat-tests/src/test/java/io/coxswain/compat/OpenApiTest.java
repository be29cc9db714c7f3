package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The documents by which clients validate, explain and merge. */
class OpenApiTest {
  private static final String NAME = "sails.openapi.example.com";

  @RegisterExtension final Place place = new Place();

  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: sails.openapi.example.com}
      spec:
        group: openapi.example.com
        scope: Namespaced
        names: {plural: sails, singular: sail, kind: Sail}
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              description: "A sail: what the wind is for."
              required: [spec]
              properties:
                spec:
                  type: object
                  required: [area]
                  x-kubernetes-validations:
                  - {rule: "self.area > 0"}
                  properties:
                    area: {type: integer, minimum: 1, maximum: 1000, default: 7, description: Square metres.}
                    cloth: {type: string, enum: [cotton, "true", "1"], default: cotton, nullable: true}
                    reef: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
                    any: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    ropes:
                      type: array
                      x-kubernetes-list-type: map
                      x-kubernetes-list-map-keys: [name]
                      items:
                        type: object
                        required: [name]
                        properties:
                          name: {type: string, maxLength: 20, pattern: "^[a-z]+$"}
                          length: {type: number, multipleOf: 0.5, exclusiveMinimum: true, minimum: 0}
                    colours: {type: object, additionalProperties: {type: boolean}}
      """;

  @Test
  void protobufSaysWhatJsonSaysOfBuiltInAndCustomKinds() {
    Path program = Path.of(Lab.env("COMPAT_OPENAPI"));
    Assumptions.assumeTrue(Files.isExecutable(program), "there is no Go on this machine");
    place.apply(DEFINITION);
    try {
      place.kubectl("wait --for=condition=Established --timeout=20s crd/" + NAME);
      Shell.Result result =
          Shell.run(Duration.ofSeconds(90), Map.of(), "", List.of(program.toString()));
      assertEquals(0, result.code(), result.all());
      assertTrue(result.out().contains("PASSED"), result.all());
      String said = place.kubectl("explain sail.spec.area");
      assertTrue(said.contains("Square metres."), said);
      String sail =
          "apiVersion: openapi.example.com/v1\nkind: Sail\nmetadata: {name: main}\nspec: {area: ";
      Shell.Result typo = place.run("apply -f -", sail + "3, clothh: cotton}\n");
      assertNotEquals(0, typo.code());
      assertTrue(typo.err().contains("unknown field \"spec.clothh\""), typo.err());
      assertEquals(
          "sail.openapi.example.com/main created", place.run("apply -f -", sail + "3}\n").orFail());
    } finally {
      place.kubectl("delete crd " + NAME);
    }
  }
}
