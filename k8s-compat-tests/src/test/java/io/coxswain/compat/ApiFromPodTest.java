package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A program inside a pod that talks to the API as itself. */
class ApiFromPodTest {
  private static final String CURL =
      "d=/var/run/secrets/kubernetes.io/serviceaccount; curl -s -m 10 --cacert $d/ca.crt -H \"Authorization: Bearer $(cat $d/token)\" https://kubernetes.default.svc";

  @RegisterExtension final Place place = new Place();

  @Test
  void aPodReadsTheApiWithItsOwnTokenAndAuthority() {
    place.apply(Yaml.waiting("inside", "n1") + "---\n" + Yaml.waiting("inside2", "n2"));
    place.ready("inside", "inside2");
    for (String pod : new String[] {"inside", "inside2"}) {
      assertTrue(place.in(pod, CURL + "/api").contains("\"APIVersions\""));
      assertEquals(
          place.namespace(),
          place.in(pod, "cat /var/run/secrets/kubernetes.io/serviceaccount/namespace"));
      String pods = "/api/v1/namespaces/" + place.namespace() + "/pods";
      String refused = place.in(pod, CURL + pods);
      assertTrue(refused.contains("\"code\": 403") || refused.contains("\"code\":403"), refused);
      assertTrue(
          refused.contains("system:serviceaccount:" + place.namespace() + ":default"), refused);
    }
    place.kubectl("create role reader --verb=list --resource=pods");
    place.kubectl(
        "create rolebinding reads --role=reader --serviceaccount="
            + place.namespace()
            + ":default");
    Eventually.holds(
        5,
        "the list",
        () ->
            place
                .in("inside", CURL + "/api/v1/namespaces/" + place.namespace() + "/pods")
                .contains("PodList"));
    // Without the authority the connection is not trusted; without a token nobody is let in.
    int code = place.run("exec inside -- curl -s https://kubernetes.default.svc/api").code();
    assertTrue(code == 60 || code == 77, "curl without an authority ends with " + code);
    assertEquals(
        "401",
        place.in(
            "inside",
            "curl -sk -o /dev/null -w '%{http_code}' https://kubernetes.default.svc/api"));
    place.kubectl("delete pod inside inside2 --now");
  }
}
