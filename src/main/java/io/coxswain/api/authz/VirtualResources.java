package io.coxswain.api.authz;

import io.coxswain.api.authn.SelfSubjectReviews;
import io.coxswain.api.authn.TokenAuthenticator;
import io.coxswain.api.authn.TokenRequests;
import io.coxswain.api.authn.TokenReviews;
import io.coxswain.api.authn.VirtualResource;
import java.util.Map;

/** Everything of authentication.k8s.io and authorization.k8s.io that is answered, not stored. */
public final class VirtualResources {
  private VirtualResources() {}

  /** By group resource, and for the subresource by {@code serviceaccounts/token}. */
  public static Map<String, VirtualResource> of(
      TokenAuthenticator tokens, TokenRequests requests, Authorizer authorizer, RbacIndex index) {
    return Map.of(
        "tokenreviews.authentication.k8s.io",
        new TokenReviews(tokens),
        "selfsubjectreviews.authentication.k8s.io",
        new SelfSubjectReviews(),
        "serviceaccounts/token",
        requests,
        "subjectaccessreviews.authorization.k8s.io",
        new SubjectAccessReviews(SubjectAccessReviews.Form.SUBJECT, authorizer),
        "localsubjectaccessreviews.authorization.k8s.io",
        new SubjectAccessReviews(SubjectAccessReviews.Form.LOCAL_SUBJECT, authorizer),
        "selfsubjectaccessreviews.authorization.k8s.io",
        new SubjectAccessReviews(SubjectAccessReviews.Form.SELF, authorizer),
        "selfsubjectrulesreviews.authorization.k8s.io",
        new SelfSubjectRulesReviews(index));
  }
}
