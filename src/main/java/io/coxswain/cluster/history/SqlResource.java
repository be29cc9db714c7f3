package io.coxswain.cluster.history;

import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /platform/v1/sql}: the read-only views, for those who have no psql at hand. */
@Path("/platform/v1/sql")
@Produces(MediaType.APPLICATION_JSON)
public class SqlResource {
  private static final int DEFAULT_ROWS = 1000;
  private static final int MOST_ROWS = 10_000;

  private final HistoryAccess access;

  SqlResource(HistoryAccess access) {
    this.access = access;
  }

  /** {@code {dsn}}: how psql connects as the reading role. */
  @GET
  public String dsn() {
    return JsonObject.of("dsn", access.opened().questions().dsn()).text();
  }

  /** {@code {query, limit}} → {@code {columns: [name], rows: [[value]], more}}. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<String> ask(String body) {
    String query;
    long limit;
    try {
      JsonObject wanted = JsonParser.parseObject(body);
      query = wanted.string("query", "");
      limit = wanted.integer("limit", DEFAULT_ROWS);
    } catch (JsonException e) {
      throw ApiException.badRequest("expected {\"query\": \"select …\"}: " + e.getMessage());
    }
    if (query.isBlank()) {
      throw ApiException.badRequest("query is missing");
    }
    return UniHelper.toUni(
        access
            .opened()
            .questions()
            .ask(query, Math.clamp(limit, 1, MOST_ROWS))
            .map(JsonObject::text));
  }
}
