package io.coxswain.controller;

import io.coxswain.client.Informer;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.List;

/** The index from controllers to what they control, and from namespaces to what nobody does. */
public final class Owners {
  private static final String INDEX = "controller";

  private Owners() {}

  /** Must be called once for each informer that the other methods are given. */
  public static Informer indexed(Informer informer) {
    informer.addIndex(INDEX, object -> List.of(value(object)));
    return informer;
  }

  private static String value(JsonObject object) {
    return Meta.controllerOf(object)
        .map(owner -> owner.string("uid", ""))
        .orElseGet(() -> "orphans of " + Meta.namespace(object));
  }

  /** What {@code owner} controls. */
  public static List<JsonObject> controlled(Informer informer, JsonObject owner) {
    return informer.byIndex(INDEX, Meta.uid(owner));
  }

  /** What has no controller in the namespace. */
  public static List<JsonObject> orphans(Informer informer, String namespace) {
    return informer.byIndex(INDEX, "orphans of " + namespace);
  }

  /** What {@code owner} controls or could adopt. */
  public static List<JsonObject> candidates(Informer informer, JsonObject owner) {
    List<JsonObject> out = new ArrayList<>(controlled(informer, owner));
    out.addAll(orphans(informer, Meta.namespace(owner)));
    return out;
  }
}
