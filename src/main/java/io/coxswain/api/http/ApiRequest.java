package io.coxswain.api.http;

import io.coxswain.api.authn.Credentials;
import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.verb.QueryString;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request, independent of what carried it.
 *
 * @param path escaped, without the query
 * @param headers by lower-case name
 * @param user preset for callers inside this process; {@code null}: the credentials decide
 * @param raw the HTTP request, or {@code null} for callers inside this process
 */
public record ApiRequest(
    String method,
    String path,
    QueryString query,
    Map<String, List<String>> headers,
    byte[] body,
    Credentials credentials,
    UserInfo user,
    HttpServerRequest raw) {

  /** The first value of a header, or {@code null}. */
  String header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  List<String> headerValues(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  String header(String name, String otherwise) {
    String value = header(name);
    return value == null ? otherwise : value;
  }

  /** All values of a header as the one list they mean, or {@code null}. */
  String headerList(String name) {
    List<String> values = headerValues(name);
    return values.isEmpty() ? null : String.join(",", values);
  }
}
