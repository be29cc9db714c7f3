package io.coxswain.cli;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.role.LocalServer;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Join tokens. */
@Command(
    name = "token",
    description = "Manage the tokens that new nodes join with.",
    subcommands = {
      TokenCommand.Create.class,
      TokenCommand.ListTokens.class,
      TokenCommand.Revoke.class
    })
final class TokenCommand implements Callable<Integer> {
  private static final String PATH = "/platform/v1/join-tokens";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 2;
  }

  /** Makes one. */
  @Command(name = "create", description = "Make a token and print it.")
  static final class Create implements Callable<Integer> {
    @Mixin private KubeconfigOption kubeconfig;

    @Option(
        names = "--hours",
        defaultValue = "24",
        description = "How long it may be used; 0: until revoked (default: ${DEFAULT-VALUE}).")
    private long hours;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      JsonObject wanted = JsonObject.of("seconds", Json.of(Duration.ofHours(hours).toSeconds()));
      LocalServer server = kubeconfig.server();
      JsonObject made = server.with(client -> client.raw("POST", PATH, wanted));
      spec.commandLine().getOut().println(made.string("token"));
      return 0;
    }
  }

  /** Shows them. */
  @Command(name = "list", description = "List the tokens (never their secrets).")
  static final class ListTokens implements Callable<Integer> {
    @Mixin private KubeconfigOption kubeconfig;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      var out = spec.commandLine().getOut();
      out.printf("%-10s %-22s %s%n", "ID", "EXPIRES", "DESCRIPTION");
      for (JsonObject token : kubeconfig.list(PATH).objects()) {
        out.printf(
            "%-10s %-22s %s%n",
            token.string("id"), token.string("expires", "never"), token.string("description", ""));
      }
      return 0;
    }
  }

  /** Ends one. */
  @Command(name = "revoke", description = "End a token.")
  static final class Revoke implements Callable<Integer> {
    @Mixin private KubeconfigOption kubeconfig;

    @Parameters(paramLabel = "ID", description = "The token's id, its first part.")
    private String id;

    @Override
    public Integer call() {
      kubeconfig.server().with(client -> client.raw("DELETE", PATH + "/" + id, null));
      return 0;
    }
  }
}
