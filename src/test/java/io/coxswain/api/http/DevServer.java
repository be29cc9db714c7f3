package io.coxswain.api.http;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;

/** The API server on plain HTTP and a ledger in memory, to try clients against: {@code PORT}. */
final class DevServer {
  private DevServer() {}

  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 16500;
    ApiFixture fixture = new ApiFixture(InstantSource.system(), List.of(), Extensions.NONE);
    for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      JsonObject namespace =
          JsonParser.parseObject(
              "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}"
                  .formatted(name));
      try {
        fixture.client.create(Gvr.core("namespaces"), "", namespace);
      } catch (ApiException e) {
        e.printStackTrace();
      }
    }
    Router router = Router.router(fixture.vertx);
    HttpEdge edge = new HttpEdge(fixture.vertx, fixture.server);
    router.route().handler(context -> edge.handle(context.request()));
    fixture
        .vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(port, "127.0.0.1")
        .onSuccess(server -> System.out.println("listening on " + server.actualPort()))
        .onFailure(Throwable::printStackTrace);
  }
}
