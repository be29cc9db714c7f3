package io.coxswain.api.authz;

import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.authn.VirtualResource;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The reviews of authorization.k8s.io/v1 that answer yes or no: may they, may I? */
public final class SubjectAccessReviews implements VirtualResource {
  /** Which of the three kinds. */
  public enum Form {
    SUBJECT,
    LOCAL_SUBJECT,
    SELF
  }

  private final Form form;
  private final Authorizer authorizer;

  public SubjectAccessReviews(Form form, Authorizer authorizer) {
    this.form = form;
    this.authorizer = authorizer;
  }

  @Override
  public Future<JsonObject> create(UserInfo user, String namespace, String name, JsonObject body) {
    JsonObject spec = body.object("spec");
    JsonObject resource = spec.object("resourceAttributes");
    if (spec.has("resourceAttributes") == spec.has("nonResourceAttributes")) {
      return refuse(
          "spec.resourceAttributes: exactly one of nonResourceAttributes or resourceAttributes"
              + " must be specified");
    }
    if (form == Form.LOCAL_SUBJECT && !namespace.equals(resource.string("namespace", ""))) {
      return refuse("spec.resourceAttributes.namespace must match metadata.namespace");
    }
    UserInfo subject = form == Form.SELF ? user : subject(spec);
    if (subject.name().isEmpty() && subject.groups().isEmpty()) {
      return refuse("spec.user: at least one of user or group must be specified");
    }
    Attributes attributes =
        spec.has("resourceAttributes")
            ? resourceAttributes(subject, resource)
            : pathAttributes(subject, spec.object("nonResourceAttributes"));
    Authorizer.Decision decision = authorizer.authorize(attributes);
    var status = JsonObject.builder().put("allowed", decision.allowed());
    if (decision.verdict() == Authorizer.Verdict.DENY) {
      status.put("denied", true);
    }
    if (!decision.reason().isEmpty()) {
      status.put("reason", decision.reason());
    }
    return Future.succeededFuture(body.with("status", status.build()));
  }

  private static Attributes resourceAttributes(UserInfo subject, JsonObject resource) {
    return new Attributes(
        subject,
        resource.string("verb", ""),
        resource.string("namespace", ""),
        resource.string("group", ""),
        resource.string("version", ""),
        resource.string("resource", ""),
        resource.string("subresource", ""),
        resource.string("name", ""),
        true,
        "",
        resource.object("fieldSelector").string("rawSelector", ""));
  }

  private static Attributes pathAttributes(UserInfo subject, JsonObject path) {
    return Attributes.path(subject, path.string("verb", ""), path.string("path", ""));
  }

  private static UserInfo subject(JsonObject spec) {
    Map<String, List<String>> extra = new HashMap<>();
    spec.object("extra").names().forEach(key -> extra.put(key, spec.object("extra").strings(key)));
    return new UserInfo(
        spec.string("user", ""), spec.string("uid", ""), spec.strings("groups"), extra);
  }

  private static Future<JsonObject> refuse(String why) {
    return Future.failedFuture(ApiException.badRequest(why));
  }
}
