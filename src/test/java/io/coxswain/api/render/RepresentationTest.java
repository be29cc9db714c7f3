package io.coxswain.api.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.api.render.Representation.Encoding;
import io.coxswain.api.render.Representation.Form;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import org.junit.jupiter.api.Test;

class RepresentationTest {
  private static Representation list(String accept) {
    return Representation.negotiate(accept, true, false, false);
  }

  @Test
  void anythingMeansJson() {
    for (String accept : new String[] {null, "", "*/*", "application/*", "*"}) {
      assertEquals(Encoding.JSON, list(accept).encoding());
    }
  }

  @Test
  void qualityDecidesBeforeOrder() {
    assertEquals(
        Encoding.PROTOBUF,
        list("application/json;q=0.5, application/vnd.kubernetes.protobuf").encoding());
    assertEquals(Encoding.YAML, list("text/html, application/yaml").encoding());
  }

  @Test
  void kubectlGetsATable() {
    Representation as =
        list(
            "application/json;as=Table;v=v1;g=meta.k8s.io,"
                + "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json");
    assertEquals(Form.TABLE, as.form());
    assertEquals("v1", as.formVersion());
  }

  @Test
  void aFormThatIsNotServedFallsBackToTheNextClause() {
    assertEquals(
        Form.OBJECT,
        list("application/json;as=Drawing;v=v1;g=meta.k8s.io,application/json").form());
  }

  @Test
  void metadataIsNamedByItsListKindForListsAndByItsKindForWatches() {
    String one = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    String many = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    assertEquals(Form.METADATA, list(many).form());
    assertEquals(Form.METADATA, Representation.negotiate(one, true, true, false).form());
    assertThrows(ApiException.class, () -> list(one));
  }

  @Test
  void watchesAreFramedEncodingsOnly() {
    Representation as =
        Representation.negotiate(
            "application/vnd.kubernetes.protobuf;stream=watch", true, true, false);
    assertEquals("application/vnd.kubernetes.protobuf;stream=watch", as.watchContentType());
    assertThrows(
        ApiException.class, () -> Representation.negotiate("application/yaml", true, true, false));
  }

  @Test
  void whatNobodyServesIsNotAcceptable() {
    ApiException error = assertThrows(ApiException.class, () -> list("text/html"));
    assertEquals(Reason.NOT_ACCEPTABLE, error.reason());
  }
}
