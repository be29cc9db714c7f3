package io.coxswain.scheduler.plugin;

import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;
import io.coxswain.scheduler.view.PodTerm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Affinity and anti-affinity between pods, the newcomer's and that of those already there. */
final class InterPodAffinity implements Plugin {
  private static final int HARD_WEIGHT = 1; // a required term of a pod there, as a preference

  /** A topology domain: key and value. */
  private record Domain(String key, String value) {}

  @Override
  public String name() {
    return "InterPodAffinity";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public Check prepare(PodInfo pod, ClusterView cluster) {
    if (!pod.hasPodTerms() && cluster.podsWithTerms().isEmpty()) {
      return NEUTRAL;
    }
    return new Prepared(pod, cluster);
  }

  private static final class Prepared implements Check {
    private final PodInfo pod;
    private final ClusterView cluster;
    private final Set<Domain> forbiddenByOthers = new HashSet<>();
    private final Set<Domain> wanted;
    private final List<Set<String>> unwanted = new ArrayList<>();
    private final boolean firstOfItsKind;
    private final Map<Domain, Long> scores = new HashMap<>();

    Prepared(PodInfo pod, ClusterView cluster) {
      this.pod = pod;
      this.cluster = cluster;
      for (PodInfo other : cluster.podsWithTerms()) {
        lookAtTermsOf(other);
      }
      this.wanted = domainsOfCompany();
      pod.antiAffinity().forEach(term -> unwanted.add(domainsWith(term)));
      for (PodTerm term : pod.preferredPods()) {
        countMatches(term);
      }
      // A pod with affinity to its own kind may be the first of it.
      this.firstOfItsKind = wanted.isEmpty() && isCompany(pod);
    }

    /** Whether the pod is one that the newcomer's affinity looks for: by all terms at once. */
    private boolean isCompany(PodInfo other) {
      for (PodTerm term : pod.affinity()) {
        if (!term.matches(other, cluster::namespaceLabels)) {
          return false;
        }
      }
      return true;
    }

    private Set<Domain> domainsOfCompany() {
      Set<Domain> domains = new HashSet<>();
      if (pod.affinity().isEmpty()) {
        return domains;
      }
      for (NodeInfo node : cluster.nodes()) {
        Set<Domain> here = new HashSet<>();
        pod.affinity().forEach(term -> addDomain(here, node, term.topologyKey()));
        if (!domains.containsAll(here) && node.pods().stream().anyMatch(this::isCompany)) {
          domains.addAll(here);
        }
      }
      return domains;
    }

    private void lookAtTermsOf(PodInfo other) {
      NodeInfo node = cluster.existing(other.nodeName());
      if (node == null) {
        return;
      }
      for (PodTerm term : other.antiAffinity()) {
        if (term.matches(pod, cluster::namespaceLabels)) {
          addDomain(forbiddenByOthers, node, term.topologyKey());
        }
      }
      for (PodTerm term : other.affinity()) {
        if (term.matches(pod, cluster::namespaceLabels)) {
          addScore(node, term.topologyKey(), HARD_WEIGHT);
        }
      }
      for (PodTerm term : other.preferredPods()) {
        if (term.matches(pod, cluster::namespaceLabels)) {
          addScore(node, term.topologyKey(), term.weight());
        }
      }
    }

    private static void addDomain(Set<Domain> domains, NodeInfo node, String key) {
      String value = node.labels().get(key);
      if (value != null) {
        domains.add(new Domain(key, value));
      }
    }

    private void addScore(NodeInfo node, String key, long weight) {
      String value = node.labels().get(key);
      if (value != null) {
        scores.merge(new Domain(key, value), weight, Long::sum);
      }
    }

    private Set<String> domainsWith(PodTerm term) {
      Set<String> values = new HashSet<>();
      for (NodeInfo node : cluster.nodes()) {
        String value = node.labels().get(term.topologyKey());
        if (value != null && !values.contains(value) && hasMatch(term, node)) {
          values.add(value);
        }
      }
      return values;
    }

    private boolean hasMatch(PodTerm term, NodeInfo node) {
      for (PodInfo other : node.pods()) {
        if (term.matches(other, cluster::namespaceLabels)) {
          return true;
        }
      }
      return false;
    }

    private void countMatches(PodTerm term) {
      for (NodeInfo node : cluster.nodes()) {
        for (PodInfo other : node.pods()) {
          if (term.matches(other, cluster::namespaceLabels)) {
            addScore(node, term.topologyKey(), term.weight());
          }
        }
      }
    }

    @Override
    public Rejection filter(NodeInfo node) {
      for (PodTerm term : pod.affinity()) {
        String value = node.labels().get(term.topologyKey());
        if (value == null
            || !(wanted.contains(new Domain(term.topologyKey(), value)) || firstOfItsKind)) {
          return Rejection.unresolvable("node(s) didn't match pod affinity rules");
        }
      }
      for (int i = 0; i < unwanted.size(); i++) {
        String value = node.labels().get(pod.antiAffinity().get(i).topologyKey());
        if (value != null && unwanted.get(i).contains(value)) {
          return Rejection.resolvable("node(s) didn't match pod anti-affinity rules");
        }
      }
      for (Domain domain : forbiddenByOthers) {
        if (domain.value().equals(node.labels().get(domain.key()))) {
          return Rejection.resolvable("node(s) didn't satisfy existing pods anti-affinity rules");
        }
      }
      return null;
    }

    @Override
    public long score(NodeInfo node) {
      long sum = 0;
      for (Map.Entry<Domain, Long> score : scores.entrySet()) {
        Domain domain = score.getKey();
        if (domain.value().equals(node.labels().get(domain.key()))) {
          sum += score.getValue();
        }
      }
      return sum;
    }

    @Override
    public void normalize(long[] values) {
      if (!scores.isEmpty()) {
        Plugin.spread(values);
      }
    }
  }
}
