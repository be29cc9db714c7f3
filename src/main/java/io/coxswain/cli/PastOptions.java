package io.coxswain.cli;

import io.coxswain.client.KubeClient;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import io.coxswain.role.RoleException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Words that the commands about the past share. */
final class PastOptions {
  static final String MOMENT =
      "a length of time ago (10m, 2h30m, 7d), a time (2026-01-02T15:04:05Z) or a revision (@1234)";

  private PastOptions() {}

  /**
   * The query that names a moment.
   *
   * @param text {@code null}: as far back as history reaches
   */
  static String moment(String option, String text) {
    if (text == null) {
      return "";
    }
    if (text.matches("@\\d{1,18}")) {
      return "&revision=" + text.substring(1);
    }
    Duration ago = Spans.duration(text);
    if (ago != null) {
      return "&ago=" + ago.toSeconds();
    }
    try {
      return "&at=" + escaped(Instant.parse(text).toString());
    } catch (DateTimeException e) {
      throw new RoleException(option + " " + text + ": expected " + MOMENT);
    }
  }

  /** What is asked about. */
  record Subject(ServedResources.Served served, String name) {
    /** The query that names it. */
    String query(String namespace) {
      Gvr resource = served.resource();
      return "resource="
          + escaped(resource.groupResource())
          + (name == null ? "" : "&name=" + escaped(name))
          + (namespace == null
              ? ""
              : "&namespace=" + (served.namespaced() ? escaped(namespace) : ""));
    }
  }

  /**
   * {@code deployment/web}, {@code deployment web} or {@code deployments}.
   *
   * @throws RoleException where there is no such resource
   */
  static Subject subject(ServedResources served, String resource, String name) {
    int slash = resource.indexOf('/');
    if (slash >= 0 && name != null) {
      throw new RoleException("give " + resource + " or the name after it, not both");
    }
    String kind = slash < 0 ? resource : resource.substring(0, slash);
    String of = slash < 0 ? name : resource.substring(slash + 1);
    return new Subject(named(served, kind), of == null || of.isEmpty() ? null : of);
  }

  /** What a removed definition defined has a past too, under its full name. */
  private static ServedResources.Served named(ServedResources served, String kind) {
    int dot = kind.indexOf('.');
    try {
      return served.named(kind);
    } catch (RoleException e) {
      if (dot < 0) {
        throw e;
      }
      Gvr gone = new Gvr(kind.substring(dot + 1), "", kind.substring(0, dot));
      return new ServedResources.Served(gone, "", true, List.of());
    }
  }

  /**
   * Reads an answer of the history that comes in pages.
   *
   * @param path with a query
   * @param items gets those of one page after the other
   */
  static void pages(KubeClient client, String path, Consumer<List<JsonObject>> items) {
    String next = null;
    do {
      String after = next == null ? "" : "&after=" + escaped(next);
      JsonObject page = client.raw("GET", path + after, null);
      items.accept(page.objects("items"));
      next = page.string("next");
    } while (next != null);
  }

  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
