package io.coxswain.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.api.verb.QueryString;
import io.coxswain.kube.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestInfoTest {
  @ParameterizedTest
  @CsvSource({
    "GET,  /api/v1/namespaces,                            list, '', v1, '', namespaces, '', ''",
    "GET,  /api/v1/namespaces/other,                      get, '', v1, other, namespaces, '', other",
    "GET,  /api/v1/namespaces/other/pods,                 list, '', v1, other, pods, '', ''",
    "GET,  /api/v1/namespaces/other/pods/foo,             get, '', v1, other, pods, '', foo",
    "HEAD, /api/v1/namespaces/other/pods/foo,             get, '', v1, other, pods, '', foo",
    "GET,  /api/v1/pods,                                  list, '', v1, '', pods, '', ''",
    "GET,  /api/v1/namespaces/other/pods/foo/log,         get, '', v1, other, pods, log, foo",
    "GET,  /api/v1/watch/pods,                            watch, '', v1, '', pods, '', ''",
    "GET,  /api/v1/watch/namespaces/other/pods/foo,       watch, '', v1, other, pods, '', foo",
    "PUT,  /api/v1/namespaces/other/status,               update, '', v1, other, namespaces, status, other",
    "PUT,  /api/v1/namespaces/other/finalize,             update, '', v1, other, namespaces, finalize, other",
    "POST, /apis/apps/v1/namespaces/other/deployments,    create, apps, v1, other, deployments, '', ''",
    "DELETE, /api/v1/namespaces/other/pods,               deletecollection, '', v1, other, pods, '', ''",
    "DELETE, /api/v1/namespaces/other/pods/foo,           delete, '', v1, other, pods, '', foo",
    "PATCH, /apis/apps/v1/namespaces/o/deployments/d/scale, patch, apps, v1, o, deployments, scale, d",
    "GET,  /api/v1/nodes/n/proxy/logs/a,                  get, '', v1, '', nodes, proxy, n"
  })
  void readsWhatARequestIsAbout(
      String method,
      String path,
      String verb,
      String group,
      String version,
      String namespace,
      String resource,
      String subresource,
      String name) {
    RequestInfo info = RequestInfo.of(method, path, QueryString.EMPTY);
    assertEquals(
        java.util.List.of(verb, group, version, namespace, resource, subresource, name),
        java.util.List.of(
            info.verb(),
            info.group(),
            info.version(),
            info.namespace(),
            info.resource(),
            info.subresource(),
            info.name()));
  }

  @Test
  void watchIsAListWithAFlag() {
    QueryString watch = QueryString.parse("watch=true");
    assertEquals("watch", RequestInfo.of("GET", "/api/v1/pods", watch).verb());
    QueryString off = QueryString.parse("watch=false");
    assertEquals("list", RequestInfo.of("GET", "/api/v1/pods", off).verb());
  }

  @Test
  void aListOfOneNameIsAuthorizedByThatName() {
    QueryString query = QueryString.parse("watch=1&fieldSelector=metadata.name%3Dweb");
    assertEquals("web", RequestInfo.of("GET", "/api/v1/pods", query).name());
  }

  @Test
  void shortPathsAreNoResources() {
    for (String path : new String[] {"/", "/api", "/apis/apps/v1", "/version", "/api/v1"}) {
      assertFalse(RequestInfo.of("GET", path, QueryString.EMPTY).resourceRequest(), path);
    }
  }

  @Test
  void escapesStayInsideTheirSegment() {
    RequestInfo info =
        RequestInfo.of("GET", "/api/v1/namespaces/a%2Fb/pods/c+d", QueryString.EMPTY);
    assertEquals("a/b", info.namespace());
    assertEquals("c+d", info.name());
    assertThrows(
        ApiException.class, () -> RequestInfo.of("GET", "/api/v1/%zz/x", QueryString.EMPTY));
  }
}
