package io.coxswain.api.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.schema.SchemaValidation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaRulesTest {
  private static final String AT = "spec.versions[0].schema.openAPIV3Schema.";

  private static List<String> errors(String schema) {
    return Given.errors(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: boats.example.com}
        spec:
          group: example.com
          scope: Cluster
          names: {plural: boats, kind: Boat}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: %s}
        """
            .formatted(schema));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {type: foo}|.type: Unsupported value: "foo": supported values: "array", "boolean", "integer", "number", "object", "string"
          {}|.type: Required value: must not be empty for specified object fields
          {type: string, default: 3}|.default: Invalid value: "integer": spec.versions[0].schema.openAPIV3Schema.properties[a].default in body must be of type string: "integer"
          {type: array}|.items: Required value: must be specified
          {type: array, items: {}}|.items.type: Required value: must not be empty for specified array items
          {type: array, uniqueItems: true, items: {type: string}}|.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic
          {type: array, x-kubernetes-list-type: odd, items: {type: string}}|.x-kubernetes-list-type: Unsupported value: "odd": supported values: "atomic", "set", "map"
          {type: string, x-kubernetes-map-type: atomic}|.type: Invalid value: "string": must be object if x-kubernetes-map-type is specified
          {type: array, x-kubernetes-list-type: map, items: {type: object}}|.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map
          {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, properties: {k: {type: string}}}}|.items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property
          {type: array, x-kubernetes-list-type: set, items: {type: object, properties: {k: {type: string}}}}|.items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set
          {type: object, x-kubernetes-embedded-resource: true}|.properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields
          {type: string, anyOf: [{type: string}]}|.anyOf[0].type: Forbidden: must be empty to be structural
          {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}|
          {type: string, not: {default: a}}|.not.default: Forbidden: must be undefined to be structural
          {x-kubernetes-preserve-unknown-fields: false, type: object}|.x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined
          {type: object, nullable: true, default: null}|
          """)
  void schemasAreStructural(String property, String error) {
    assertEquals(
        error == null ? List.of() : List.of(AT + "properties[a]" + error),
        errors("{type: object, properties: {a: " + property + "}}"));
  }

  @Test
  void metadataSaysNoMoreThanNames() {
    assertEquals(
        List.of(),
        errors(
            "{type: object, properties: {metadata: {type: object, properties: {name: {type:"
                + " string, maxLength: 9}}}}}"));
    assertEquals(
        List.of(
            AT
                + "properties[metadata]: Forbidden: must not specify anything other than name and"
                + " generateName, but metadata is implicitly specified"),
        errors(
            "{type: object, properties: {metadata: {type: object, properties: {labels: {type:"
                + " object}}}}}"));
  }

  private static List<String> changed(String schema, String was, String now) {
    JsonObject is = Given.yaml(schema);
    return SchemaValidation.validate(is, Given.yaml(now), Given.yaml(was)).stream()
        .map(FieldError::field)
        .toList();
  }

  @Test
  void onlyItemsThatCanBeToldApartMayStayBad() {
    String item = "items: {type: string, enum: [good]}";
    assertEquals(
        List.of("l[0]"),
        changed(
            "{type: object, properties: {l: {type: array, " + item + "}}}",
            "{l: [bad]}",
            "{l: [bad, good]}"));
    String map =
        "{type: object, properties: {l: {type: array, x-kubernetes-list-type: map,"
            + " x-kubernetes-list-map-keys: [k], items: {type: object, properties: {k: {type:"
            + " string}, v: {type: string, enum: [good]}}}}}}";
    assertEquals(
        List.of("l[1].v"),
        changed(
            map,
            "{l: [{k: a, v: bad}, {k: b, v: good}]}",
            "{l: [{k: c, v: good}, {k: b, v: bad}, {k: a, v: bad}]}"));
  }
}
