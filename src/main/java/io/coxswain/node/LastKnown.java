package io.coxswain.node;

import io.coxswain.client.Informer;
import io.coxswain.client.KubeClient;
import io.coxswain.client.ListOptions;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.node.journal.BatchJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What routing and names need of the cluster, as this node last saw it: after a reboot without a
 * server Services answer as before. Only the fields they read are kept, so that heartbeats and
 * annotations cost no write; and since the server's objects differ from these at most in what
 * nobody here reads, nothing moves when it comes back.
 */
public final class LastKnown implements AutoCloseable {
  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private final BatchJournal journal;
  private final Map<String, JsonObject> before;
  private final boolean any;

  public LastKnown(BatchJournal journal) {
    this.journal = journal;
    this.any = journal.exists();
    this.before = journal.read();
  }

  /** An informer over all namespaces that knows from its start what was known last. */
  public Informer informer(KubeClient client, Gvr resource) {
    String prefix = resource.resource() + "/";
    List<JsonObject> known = new ArrayList<>();
    before.forEach(
        (key, object) -> {
          if (key.startsWith(prefix)) {
            known.add(object);
          }
        });
    before.keySet().removeIf(key -> key.startsWith(prefix));
    Informer informer = any ? Informer.remembering(client, resource, known) : all(client, resource);
    informer.onEvent((old, now) -> keep(prefix, old, now));
    return informer;
  }

  private static Informer all(KubeClient client, Gvr resource) {
    return Informer.start(client, resource, "", ListOptions.ALL);
  }

  private void keep(String prefix, JsonObject old, JsonObject now) {
    String key = prefix + ObjectKey.of(now == null ? old : now);
    if (now == null) {
      journal.remove(key);
    } else {
      journal.put(key, reduced(now));
    }
  }

  /** The object with the fields that routing, names, routes and admission read. */
  static JsonObject reduced(JsonObject object) {
    JsonObject.Builder metadata =
        JsonObject.builder()
            .put("name", Meta.name(object))
            .put("namespace", Meta.namespace(object))
            .put("uid", Meta.uid(object));
    JsonObject.Builder out =
        JsonObject.builder()
            .put("apiVersion", object.get("apiVersion"))
            .put("kind", object.get("kind"));
    switch (object.string("kind", "")) {
      case "Node" -> {
        metadata.put("labels", Meta.of(object).get("labels"));
        JsonObject spec = object.object("spec");
        out.put("spec", JsonObject.EMPTY.with("podCIDR", spec.string("podCIDR", "")));
        JsonObject status = object.object("status");
        out.put("status", JsonObject.EMPTY.with("addresses", status.array("addresses")));
      }
      case "EndpointSlice" -> {
        String service = Meta.label(object, SERVICE_NAME);
        if (service != null) {
          metadata.put("labels", JsonObject.of(SERVICE_NAME, service));
        }
        out.put("addressType", object.get("addressType"))
            .put("endpoints", object.get("endpoints"))
            .put("ports", object.get("ports"));
      }
      default ->
          out.put("spec", object.get("spec"))
              .put(
                  "status",
                  JsonObject.EMPTY.with(
                      "loadBalancer", object.object("status").object("loadBalancer")));
    }
    return JsonObject.builder().put("metadata", metadata.build()).putAll(out.build()).build();
  }

  @Override
  public void close() {
    journal.close();
  }
}
