package io.coxswain.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldErrorTest {
  private static final Gvk DEPLOYMENT = new Gvk("apps", "v1", "Deployment");

  @Test
  void valuesAreShownAsJson() {
    assertEquals(
        "spec.a: Invalid value: \"x\\\"y\": no",
        FieldError.invalid("spec.a", "x\"y", "no").toString());
    assertEquals(
        "spec.a: Invalid value: {\"b\":1}",
        FieldError.invalid("spec.a", JsonObject.of("b", Json.of(1)), "").toString());
    assertEquals(
        "spec.a: Invalid value: -1: no", FieldError.invalid("spec.a", -1, "no").toString());
    assertEquals(
        "spec.a: Invalid value: null", FieldError.invalid("spec.a", null, null).toString());
    assertEquals("spec.a: Duplicate value: \"x\"", FieldError.duplicate("spec.a", "x").toString());
    assertEquals("spec.a: Not found: \"x\"", FieldError.notFound("spec.a", "x").toString());
  }

  @Test
  void supportedValuesAreListedWhereThereAreSome() {
    assertEquals(
        "spec.a: Unsupported value: \"x\": supported values: \"p\", \"q\"",
        FieldError.notSupported("spec.a", "x", List.of("p", "q")).toString());
    assertEquals(
        "spec.a: Unsupported value: \"x\"",
        FieldError.notSupported("spec.a", "x", List.of()).toString());
  }

  @Test
  void oneIsNotMany() {
    assertEquals(
        "a: Too long: may not be more than 63 bytes", FieldError.tooLong("a", 63).toString());
    assertEquals("a: Too long: may not be more than 1 byte", FieldError.tooLong("a", 1).toString());
    assertEquals(
        "a: Too many: 3: must have at most 2 items", FieldError.tooMany("a", 3, 2).toString());
    assertEquals(
        "a: Too many: 2: must have at most 1 item", FieldError.tooMany("a", 2, 1).toString());
  }

  @Test
  void invalidObjectsListWhatIsWrongOnceAndEveryCause() {
    FieldError error = FieldError.required("spec.a", "");
    assertEquals(
        "Deployment.apps \"web\" is invalid: spec.a: Required value",
        ApiException.invalid(DEPLOYMENT, "web", List.of(error)).getMessage());
    ApiException two =
        ApiException.invalid(
            DEPLOYMENT, "web", List.of(error, FieldError.forbidden("spec.b", "no"), error));
    assertEquals(
        "Deployment.apps \"web\" is invalid:" + " [spec.a: Required value, spec.b: Forbidden: no]",
        two.getMessage());
    assertEquals(422, two.status().code());
    assertEquals(3, two.status().details().objects("causes").size());
    assertEquals(
        "{\"reason\":\"FieldValueForbidden\",\"message\":\"Forbidden: no\",\"field\":\"spec.b\"}",
        two.status().details().objects("causes").get(1).text());
  }
}
