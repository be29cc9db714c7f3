package io.coxswain.cli;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where an option's value comes from when it is not typed: the environment ({@code
 * COXSWAIN_DATA_DIR} for {@code --data-dir}), then the YAML file ({@code data-dir: …}) named by
 * {@code COXSWAIN_CONFIG}, by default {@code /etc/coxswain/config.yaml}.
 */
final class ConfiguredDefaults implements IDefaultValueProvider {
  static final String FILE = "/etc/coxswain/config.yaml";

  private final UnaryOperator<String> environment;
  private JsonObject file; // read on first use

  ConfiguredDefaults(UnaryOperator<String> environment) {
    this.environment = environment;
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String name = option.longestName().replaceFirst("^-+", "");
    String value = environment.apply("COXSWAIN_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
    if (value == null) {
      value = text(file(option).get(name));
    }
    return value == null ? option.defaultValue() : value;
  }

  private static String text(Json value) {
    return switch (value) {
      case null -> null;
      case JsonString s -> s.value();
      case JsonArray a -> a.strings().stream().collect(Collectors.joining(","));
      default -> value.text();
    };
  }

  private JsonObject file(OptionSpec option) {
    if (file == null) {
      file = read(option);
    }
    return file;
  }

  private JsonObject read(OptionSpec option) {
    String given = environment.apply("COXSWAIN_CONFIG");
    Path path = Path.of(given == null ? FILE : given);
    if (given == null && !Files.isReadable(path)) {
      return JsonObject.EMPTY;
    }
    try {
      List<Json> documents = Yaml.parseAll(Files.readAllBytes(path));
      if (documents.isEmpty()) {
        return JsonObject.EMPTY;
      }
      if (documents.getFirst() instanceof JsonObject object) {
        known(object, option.command().root());
        return object;
      }
      throw new JsonException("expected a mapping of option names to values");
    } catch (IOException | JsonException e) {
      String what = e instanceof JsonException ? path + ": " + e.getMessage() : Complaints.of(e);
      throw new ParameterException(option.command().commandLine(), "configuration file " + what);
    }
  }

  /** One file may serve all commands of a machine: every name must be an option of some command. */
  private static void known(JsonObject file, CommandSpec root) {
    for (String name : file.names()) {
      if (!isOption(root, "--" + name)) {
        throw new JsonException("there is no option '" + name + "'");
      }
    }
  }

  private static boolean isOption(CommandSpec command, String name) {
    return command.findOption(name) != null
        || command.subcommands().values().stream()
            .anyMatch(each -> isOption(each.getCommandSpec(), name));
  }
}
