package io.coxswain.cli;

import io.coxswain.client.KubeClient;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.role.RoleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Questions in SQL. */
@Command(
    name = "sql",
    description = "Ask the cluster in SQL, read-only: one view a kind, now or in the past.",
    sortOptions = false,
    footer = {
      "",
      "Views: coxswain sql 'select * from kinds'. Each has name, namespace, labels, annotations, uid,",
      "revision, created, owner, columns of its kind, and object (jsonb); encrypted kinds show none.",
      "",
      "  coxswain sql \"select name, phase, node from pods where labels->>'app' = 'web'\"",
      "  coxswain sql \"select name, phase from pods_as_of(now() - interval '10 min')\"",
      "  coxswain sql \"select at, by, op, resource, name from changes_since(now() - interval '1 h')\"",
      "  psql \"$(coxswain sql --dsn)\"        (on the server's machine for the embedded PostgreSQL)"
    })
final class SqlCommand implements Callable<Integer> {
  private static final String PATH = "/platform/v1/sql";

  @Mixin private KubeconfigOption kubeconfig;

  @Parameters(arity = "0..1", paramLabel = "QUERY", description = "One statement.")
  private String query;

  @Option(
      names = "--dsn",
      description = "Print how psql connects (with the read-only role's password) and end.")
  private boolean dsn;

  @Option(
      names = "--limit",
      defaultValue = "1000",
      description = "At most so many rows, up to 10000 (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, or json: an object for each row, a line each.")
  private String format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!dsn && (query == null || query.isBlank())) {
      throw new RoleException("give a query, or --dsn; see coxswain sql --help");
    }
    return kubeconfig.server().with(this::ask);
  }

  private int ask(KubeClient client) {
    var out = spec.commandLine().getOut();
    if (dsn) {
      out.println(client.raw("GET", PATH, null).string("dsn"));
      return 0;
    }
    JsonObject wanted = JsonObject.builder().put("query", query).put("limit", limit).build();
    JsonObject answer = client.raw("POST", PATH, wanted);
    List<String> columns = answer.strings("columns");
    if (format.equals("json")) {
      for (Json row : answer.array("rows")) {
        JsonObject.Builder object = JsonObject.builder();
        for (int i = 0; i < columns.size(); i++) {
          object.put(columns.get(i), ((JsonArray) row).get(i));
        }
        out.println(object.build().text());
      }
    } else {
      List<List<String>> rows = new ArrayList<>();
      rows.add(columns.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
      for (Json row : answer.array("rows")) {
        rows.add(((JsonArray) row).stream().map(SqlCommand::cell).toList());
      }
      Tables.laidOut(rows).forEach(out::println);
    }
    if (answer.bool("more", false)) {
      spec.commandLine().getErr().println("There are more rows: raise --limit.");
    }
    return 0;
  }

  private static String cell(Json value) {
    return switch (value) {
      case JsonNull n -> "";
      case JsonString s -> s.value().replaceAll("\\s*\\R\\s*", " ");
      default -> value.text();
    };
  }
}
