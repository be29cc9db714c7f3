package io.coxswain.role;

import io.coxswain.api.authn.SelfSubjectReviews;
import io.coxswain.api.authn.TokenAuthenticator;
import io.coxswain.api.authn.TokenRequests;
import io.coxswain.api.authn.TokenReviews;
import io.coxswain.api.authn.VirtualResource;
import io.coxswain.api.authz.Authorizer;
import io.coxswain.api.authz.RbacIndex;
import io.coxswain.api.authz.SelfSubjectRulesReviews;
import io.coxswain.api.authz.SubjectAccessReviews;
import io.coxswain.cache.Cache;
import io.coxswain.pki.ServiceAccountTokens;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/** What the API answers without storing it. */
final class VirtualResources {
  private VirtualResources() {}

  static Map<String, VirtualResource> of(
      ServiceAccountTokens tokens,
      TokenAuthenticator authenticator,
      Authorizer authorizer,
      RbacIndex rbac,
      Cache cache,
      InstantSource clock) {
    return Map.of(
        "serviceaccounts/token",
        new TokenRequests(tokens, cache, clock, () -> UUID.randomUUID().toString()),
        "tokenreviews.authentication.k8s.io",
        new TokenReviews(authenticator),
        "selfsubjectreviews.authentication.k8s.io",
        new SelfSubjectReviews(),
        "subjectaccessreviews.authorization.k8s.io",
        new SubjectAccessReviews(SubjectAccessReviews.Form.SUBJECT, authorizer),
        "localsubjectaccessreviews.authorization.k8s.io",
        new SubjectAccessReviews(SubjectAccessReviews.Form.LOCAL_SUBJECT, authorizer),
        "selfsubjectaccessreviews.authorization.k8s.io",
        new SubjectAccessReviews(SubjectAccessReviews.Form.SELF, authorizer),
        "selfsubjectrulesreviews.authorization.k8s.io",
        new SelfSubjectRulesReviews(rbac));
  }
}
