package io.coxswain.controller.nodeipam;

import io.coxswain.client.Informer;
import io.coxswain.client.PatchType;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code spec.podCIDR} of nodes that have none; one worker, so that no range is given twice.
 */
public final class NodeIpamController {
  private static final Duration FULL = Duration.ofSeconds(30);

  private final ControllerContext context;
  private final Informer nodes;
  private final CidrSet free;
  private final Map<String, String> given = new HashMap<>(); // of the worker, by node
  private boolean loaded; // of the worker

  private NodeIpamController(ControllerContext context, CidrSet free) {
    this.context = context;
    this.free = free;
    this.nodes = context.informers().of(Resources.NODES);
  }

  /**
   * @param clusterCidr such as {@code 10.244.0.0/16}
   * @param nodeBits prefix length of a node's range, such as 24
   */
  public static AutoCloseable start(ControllerContext context, String clusterCidr, int nodeBits) {
    NodeIpamController controller =
        new NodeIpamController(context, new CidrSet(clusterCidr, nodeBits));
    WorkQueue<String> queue = new WorkQueue<>(context.timer());
    controller.nodes.onEvent((old, now) -> queue.add(Meta.name(now == null ? old : now)));
    return Controller.start("nodeipam", queue, 1, List.of(controller.nodes), controller::reconcile);
  }

  private Result reconcile(String name) {
    if (!loaded) {
      // Every range in use must be known before the first is given.
      nodes.list().forEach(node -> remember(Meta.name(node), cidr(node)));
      loaded = true;
    }
    JsonObject node = nodes.get(ObjectKey.of("", name));
    if (node == null) {
      String old = given.remove(name);
      if (old != null) {
        free.release(old);
      }
      return Result.DONE;
    }
    if (!cidr(node).isEmpty()) {
      remember(name, cidr(node));
      return Result.DONE;
    }
    return give(node);
  }

  private static String cidr(JsonObject node) {
    return node.object("spec").string("podCIDR", "");
  }

  private void remember(String node, String cidr) {
    if (!cidr.isEmpty()) {
      free.occupy(cidr);
      given.put(node, cidr);
    }
  }

  private Result give(JsonObject node) {
    String cidr = given.get(Meta.name(node));
    if (cidr == null) {
      cidr = free.take();
    }
    if (cidr == null) {
      context
          .events()
          .event(
              node,
              "Normal",
              "CIDRNotAvailable",
              "Node " + Meta.name(node) + " status is now: CIDRNotAvailable");
      return Result.again(FULL);
    }
    given.put(Meta.name(node), cidr);
    JsonObject spec =
        JsonObject.builder()
            .put("podCIDR", cidr)
            .put("podCIDRs", JsonArray.ofStrings(cidr))
            .build();
    JsonObject patch =
        JsonObject.builder()
            .put("metadata", JsonObject.of("uid", Meta.uid(node)))
            .put("spec", spec)
            .build();
    try {
      context.client().patch(Resources.NODES, "", Meta.name(node), null, PatchType.MERGE, patch);
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
    return Result.DONE;
  }
}
