package io.coxswain.api.resource;

import io.coxswain.kube.Names;
import java.util.function.UnaryOperator;

/**
 * What strategies of many kinds differ in.
 *
 * @param nameRule {@code null} for a good name, otherwise upstream's message
 * @param namespaced whether objects live in a namespace
 * @param status whether the kind has a {@code /status} of its own
 * @param generation whether the server counts changes of the desired state
 * @param statusKeepsLabels whether {@code /status} leaves the labels alone
 */
record Traits(
    UnaryOperator<String> nameRule,
    boolean namespaced,
    boolean status,
    boolean generation,
    boolean statusKeepsLabels) {

  static final Traits NAMESPACED = new Traits(Names::dnsSubdomain, true, false, false, false);
  static final Traits CLUSTER = NAMESPACED.inCluster();

  Traits inCluster() {
    return new Traits(nameRule, false, status, generation, statusKeepsLabels);
  }

  Traits withStatus() {
    return new Traits(nameRule, namespaced, true, generation, statusKeepsLabels);
  }

  Traits withGeneration() {
    return new Traits(nameRule, namespaced, status, true, statusKeepsLabels);
  }

  Traits keepingLabels() {
    return new Traits(nameRule, namespaced, status, generation, true);
  }

  Traits named(UnaryOperator<String> rule) {
    return new Traits(rule, namespaced, status, generation, statusKeepsLabels);
  }
}
