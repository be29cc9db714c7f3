package io.coxswain.scheduler.plugin;

import io.coxswain.json.JsonObject;
import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prefers nodes that have the images already, the more of them the larger they are. An image that
 * few nodes have counts little, or all its pods would go there.
 */
final class ImageLocality implements Plugin {
  private static final long LEAST = 23L * 1024 * 1024;
  private static final long MOST_PER_CONTAINER = 1000L * 1024 * 1024;

  @Override
  public String name() {
    return "ImageLocality";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public Check prepare(PodInfo pod, ClusterView cluster) {
    List<String> images = images(pod.object().object("spec"));
    long most = MOST_PER_CONTAINER * Math.max(1, images.size());
    List<NodeInfo> nodes = cluster.nodes();
    List<Double> shares = new ArrayList<>(); // of the nodes that have the image
    for (String image : images) {
      long having = nodes.stream().filter(node -> node.hasImage(image)).count();
      shares.add(nodes.isEmpty() ? 0 : (double) having / nodes.size());
    }
    return new Check() {
      @Override
      public long score(NodeInfo node) {
        long there = 0;
        for (int i = 0; i < shares.size(); i++) {
          there += (long) (node.imageSize(images.get(i)) * shares.get(i));
        }
        long bounded = Math.max(LEAST, Math.min(most, there));
        return MAX * (bounded - LEAST) / (most - LEAST);
      }
    };
  }

  private static List<String> images(JsonObject spec) {
    return Stream.of("initContainers", "containers")
        .flatMap(kind -> spec.objects(kind).stream())
        .map(container -> normal(container.string("image", "")))
        .toList();
  }

  private static String normal(String image) {
    return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
  }
}
