package io.coxswain.api.verb;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Gvk;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a list or watch, checked as upstream's {@code ValidateListOptions} does.
 *
 * @param match {@code Exact}, {@code NotOlderThan} or empty
 * @param next the continue token or empty
 */
record ListOptions(
    String resourceVersion,
    String match,
    long limit,
    String next,
    boolean bookmarks,
    boolean initialEventsAsked,
    boolean initialEvents,
    long timeoutSeconds) {
  private static final Gvk KIND = new Gvk("meta.k8s.io", "v1", "ListOptions");

  static ListOptions of(QueryString query, boolean watch) {
    ListOptions out =
        new ListOptions(
            query.get("resourceVersion"),
            query.get("resourceVersionMatch"),
            query.number("limit", 0),
            query.get("continue"),
            query.flag("allowWatchBookmarks"),
            query.has("sendInitialEvents"),
            query.flag("sendInitialEvents"),
            query.number("timeoutSeconds", 0));
    List<FieldError> errors = watch ? out.watchErrors() : out.listErrors();
    if (!errors.isEmpty()) {
      throw ApiException.invalid(KIND, "", errors);
    }
    return out;
  }

  private List<FieldError> listErrors() {
    List<FieldError> errors = new ArrayList<>();
    if (!match.isEmpty()) {
      if (resourceVersion.isEmpty()) {
        errors.add(
            wrongMatch("resourceVersionMatch is forbidden unless resourceVersion is provided"));
      }
      requireNoContinue(errors);
      if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
        errors.add(
            FieldError.notSupported(
                "resourceVersionMatch", match, List.of("Exact", "NotOlderThan", "")));
      }
      if (match.equals("Exact") && resourceVersion.equals("0")) {
        errors.add(
            wrongMatch("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
      }
    }
    if (initialEventsAsked) {
      errors.add(
          FieldError.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    }
    return errors;
  }

  private List<FieldError> watchErrors() {
    List<FieldError> errors = new ArrayList<>();
    boolean notOlderThan = match.equals("NotOlderThan");
    if (initialEventsAsked && !notOlderThan) {
      errors.add(
          wrongMatch("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    if (!match.isEmpty()) {
      if (!initialEventsAsked) {
        errors.add(
            wrongMatch(
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is"
                    + " provided"));
      }
      if (!notOlderThan) {
        errors.add(FieldError.notSupported("resourceVersionMatch", match, List.of("NotOlderThan")));
      }
      requireNoContinue(errors);
    }
    return errors;
  }

  private void requireNoContinue(List<FieldError> errors) {
    if (!next.isEmpty()) {
      errors.add(wrongMatch("resourceVersionMatch is forbidden when continue is provided"));
    }
  }

  private static FieldError wrongMatch(String why) {
    return FieldError.forbidden("resourceVersionMatch", why);
  }
}
