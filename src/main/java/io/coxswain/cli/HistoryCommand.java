package io.coxswain.cli;

import io.coxswain.client.KubeClient;
import io.coxswain.json.JsonObject;
import io.coxswain.role.RoleException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Who changed an object, when, and what. */
@Command(
    name = "history",
    description = "Show who changed an object, when and what: coxswain history deployment/web.",
    sortOptions = false,
    footer = {
      "",
      "Secrets tell when and by whom, never what. The past reaches back as far as the server's",
      "--history-age and --history-size allow.",
      "",
      "  coxswain history deployment/web -n shop --since 1h",
      "  coxswain history node/n1 --wide"
    })
final class HistoryCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final int WORDS = 90;

  @Mixin private KubeconfigOption kubeconfig;

  @Parameters(index = "0", paramLabel = "KIND/NAME", description = "Such as deployment/web.")
  private String subject;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The name, apart.")
  private String name;

  @Mixin private NamespaceOption namespace;

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description = "Not what was before: " + PastOptions.MOMENT + ".")
  private String since;

  @Option(
      names = "--limit",
      defaultValue = "100",
      description = "At most so many changes, the newest (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = {"-w", "--wide"},
      description = "All fields that changed, a line each.")
  private boolean wide;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "json: as the server says it.")
  private String format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return kubeconfig.server().with(this::show);
  }

  private int show(KubeClient client) {
    var asked = PastOptions.subject(ServedResources.of(client), subject, name);
    if (asked.name() == null) {
      throw new RoleException("history is of one object: coxswain history KIND/NAME");
    }
    JsonObject answer =
        client.raw(
            "GET",
            "/platform/v1/history/changes?"
                + asked.query(namespace.name())
                + PastOptions.moment("--since", since)
                + "&limit="
                + limit,
            null);
    var out = spec.commandLine().getOut();
    if ("json".equals(format)) {
      out.println(answer.text());
      return 0;
    }
    List<JsonObject> changes = answer.objects("items");
    if (changes.isEmpty()) {
      spec.commandLine().getErr().println("No changes found");
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("REVISION", "WHEN", "OP", "WHO", "MANAGER", "WHAT"));
    for (JsonObject change : changes) {
      List<String> what = what(change, wide);
      for (int i = 0; i < what.size(); i++) {
        rows.add(i == 0 ? row(change, what.get(i)) : List.of("", "", "", "", "", what.get(i)));
      }
    }
    Tables.laidOut(rows).forEach(out::println);
    return 0;
  }

  private static List<String> row(JsonObject change, String what) {
    Instant at = Instant.parse(change.string("at")).truncatedTo(ChronoUnit.SECONDS);
    return List.of(
        Long.toString(change.integer("revision", 0)),
        TIME.format(at.atZone(ZoneId.systemDefault())),
        change.string("op", ""),
        change.string("by", "").replaceFirst("^system:serviceaccount:kube-system:", ""),
        change.string("manager", ""),
        what);
  }

  /** A line, or with {@code wide} one for each field. */
  static List<String> what(JsonObject change, boolean wide) {
    List<String> fields = change.strings("fields");
    if (change.bool("sealed", false)) {
      return List.of("(encrypted)");
    }
    if (fields.isEmpty()) {
      return List.of("");
    }
    if (wide) {
      return fields;
    }
    StringBuilder line = new StringBuilder(fields.getFirst());
    int shown = 1;
    while (shown < fields.size() && line.length() + fields.get(shown).length() < WORDS) {
      line.append(", ").append(fields.get(shown++));
    }
    return List.of(
        shown == fields.size()
            ? line.toString()
            : line.append(", and ").append(fields.size() - shown).append(" more").toString());
  }
}
