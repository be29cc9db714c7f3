package io.coxswain.node.runtime;

import io.coxswain.kube.ApiException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives addresses 10.244.0.2, 3, … */
public final class FakeNetwork implements PodNetwork {
  public final Map<String, PodAddress> attached = new HashMap<>();
  public boolean refuses;
  private int last = 1;

  @Override
  public PodAddress attach(PodAttachment pod) {
    if (refuses) {
      throw ApiException.internal("no addresses left");
    }
    return attached.computeIfAbsent(
        pod.uid(), uid -> new PodAddress(List.of("10.244.0." + ++last)));
  }

  @Override
  public void detach(String podUid) {
    attached.remove(podUid);
  }

  @Override
  public void retain(Set<String> podUids) {
    attached.keySet().retainAll(podUids);
  }
}
