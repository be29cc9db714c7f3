package io.coxswain.scheduler.plugin;

import io.coxswain.json.JsonObject;
import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;
import java.util.List;

/** Prefers nodes that have the images already, the more of them the larger they are. */
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
    List<JsonObject> containers = pod.object().object("spec").objects("containers");
    long most = MOST_PER_CONTAINER * Math.max(1, containers.size());
    return new Check() {
      @Override
      public long score(NodeInfo node) {
        long there = 0;
        for (JsonObject container : containers) {
          there += node.imageSize(normal(container.string("image", "")));
        }
        long bounded = Math.max(LEAST, Math.min(most, there));
        return MAX * (bounded - LEAST) / (most - LEAST);
      }
    };
  }

  private static String normal(String image) {
    return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
  }
}
