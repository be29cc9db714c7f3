package io.coxswain.cli;

import io.coxswain.client.Answer;
import io.coxswain.client.Call;
import io.coxswain.client.KubeClient;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonString;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tables as the server prints them, laid out in columns. */
final class Tables {
  private static final String ACCEPT =
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

  private Tables() {}

  /** The table of a list, or of one object where {@code name} is not {@code null}. */
  static JsonObject get(
      KubeClient client, Gvr resource, String namespace, String name, String query) {
    String path = KubeClient.path(resource, namespace, name, null) + query;
    Answer answer =
        client
            .transport()
            .send(new Call("GET", path, Map.of("accept", ACCEPT), new byte[0]))
            .toCompletableFuture()
            .join();
    JsonObject body = JsonParser.parseObject(answer.body());
    if (answer.code() >= 400) {
      throw new ApiException(Status.of(body));
    }
    return body;
  }

  /** Lines of a table; with {@code namespaces} the object's namespace comes first. */
  static List<String> lines(JsonObject table, boolean wide, boolean namespaces) {
    List<JsonObject> columns = table.objects("columnDefinitions");
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>();
    if (namespaces) {
      head.add("NAMESPACE");
    }
    for (JsonObject column : columns) {
      if (wide || column.integer("priority", 0) == 0) {
        head.add(column.string("name", "").toUpperCase(Locale.ROOT));
      }
    }
    rows.add(head);
    for (JsonObject row : table.objects("rows")) {
      List<String> cells = new ArrayList<>();
      if (namespaces) {
        cells.add(row.object("object").object("metadata").string("namespace", ""));
      }
      JsonArray values = row.array("cells");
      for (int i = 0; i < columns.size() && i < values.size(); i++) {
        if (wide || columns.get(i).integer("priority", 0) == 0) {
          cells.add(text(values.get(i)));
        }
      }
      rows.add(cells);
    }
    return laidOut(rows);
  }

  private static String text(Json value) {
    return switch (value) {
      case JsonString s -> s.value().isEmpty() ? "" : s.value();
      case JsonNull n -> "<none>";
      default -> value.text();
    };
  }

  /** Cells in columns; the first row is the head. */
  static List<String> laidOut(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> out = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i));
        if (i < row.size() - 1) {
          line.repeat(' ', widths[i] - row.get(i).length() + 3);
        }
      }
      out.add(line.toString().stripTrailing());
    }
    return out;
  }
}
