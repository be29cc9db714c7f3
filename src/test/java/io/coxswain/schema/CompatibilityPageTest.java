package io.coxswain.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of kinds in docs/compatibility.md is what the type table says. */
class CompatibilityPageTest {
  private static final Path PAGE = Path.of("docs/compatibility.md");
  private static final Path WANTED = Path.of("target/compatibility.md");
  private static final String BEGIN = "<!-- generated: begin -->\n";
  private static final String END = "<!-- generated: end -->\n";
  private static final List<String> EVERYTHING =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  @Test
  void thePageListsExactlyTheKindsServed() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    String wanted = page.substring(0, begin) + kinds() + page.substring(page.indexOf(END));
    if (!wanted.equals(page)) {
      Files.createDirectories(WANTED.getParent());
      Files.writeString(WANTED, wanted);
    }
    assertEquals(wanted, page, "the page is old: cp " + WANTED + " " + PAGE);
  }

  private static String kinds() {
    List<ResourceType> resources =
        Scheme.builtIn().resources().stream()
            .sorted(
                Comparator.comparing((ResourceType type) -> type.kind().apiVersion())
                    .thenComparing(ResourceType::plural))
            .toList();
    return resources.size()
        + " resources. “All” are create, delete, deletecollection, get, list, patch, update, watch."
        + "\n\n| apiVersion | resource | verbs | subresources |\n| --- | --- | --- | --- |\n"
        + resources.stream().map(CompatibilityPageTest::row).collect(Collectors.joining());
  }

  private static String row(ResourceType type) {
    List<String> verbs = type.verbs().stream().sorted().toList();
    return "| %s | %s | %s | %s |%n"
        .formatted(
            type.kind().apiVersion(),
            type.plural(),
            verbs.equals(EVERYTHING) ? "all" : String.join(", ", verbs),
            type.subresources().stream()
                .map(Subresource::name)
                .sorted()
                .collect(Collectors.joining(", ")));
  }
}
