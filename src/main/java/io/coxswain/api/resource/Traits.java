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
 * @param createdByUpdate whether a PUT of a missing object creates it
 * @param unconditional whether a PUT without resourceVersion is taken
 */
record Traits(
    UnaryOperator<String> nameRule,
    boolean namespaced,
    boolean status,
    boolean generation,
    boolean statusKeepsLabels,
    boolean createdByUpdate,
    boolean unconditional) {

  static final Traits NAMESPACED =
      new Traits(Names::dnsSubdomain, true, false, false, false, false, true);
  static final Traits CLUSTER = NAMESPACED.inCluster();

  Traits inCluster() {
    return new Traits(
        nameRule, false, status, generation, statusKeepsLabels, createdByUpdate, unconditional);
  }

  Traits withStatus() {
    return new Traits(
        nameRule, namespaced, true, generation, statusKeepsLabels, createdByUpdate, unconditional);
  }

  Traits withGeneration() {
    return new Traits(
        nameRule, namespaced, status, true, statusKeepsLabels, createdByUpdate, unconditional);
  }

  Traits keepingLabels() {
    return new Traits(
        nameRule, namespaced, status, generation, true, createdByUpdate, unconditional);
  }

  Traits named(UnaryOperator<String> rule) {
    return new Traits(
        rule, namespaced, status, generation, statusKeepsLabels, createdByUpdate, unconditional);
  }

  Traits creatableByUpdate() {
    return new Traits(
        nameRule, namespaced, status, generation, statusKeepsLabels, true, unconditional);
  }

  Traits conditional() {
    return new Traits(
        nameRule, namespaced, status, generation, statusKeepsLabels, createdByUpdate, false);
  }
}
