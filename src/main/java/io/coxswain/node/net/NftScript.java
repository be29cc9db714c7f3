package io.coxswain.node.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Writes changes as the text of one nft transaction. */
final class NftScript {
  private static final int ELEMENTS_A_LINE = 500;

  private NftScript() {}

  /**
   * The order matters: what is named must exist, and what goes must be named by nobody any more. A
   * set whose definition changed is made anew, after the chains that name it were emptied.
   */
  static String of(Change change) {
    StringBuilder out = new StringBuilder();
    change.newChains().forEach(name -> command(out, "add chain", name, ""));
    change.chains().keySet().stream()
        .filter(name -> !change.newChains().contains(name))
        .forEach(name -> command(out, "flush chain", name, ""));
    change.removedChains().forEach(name -> command(out, "flush chain", name, ""));
    change.removedSets().forEach(name -> command(out, "delete set", name, ""));
    change.addedSets().forEach((name, definition) -> command(out, "add set", name, definition));
    change
        .chains()
        .forEach((name, rules) -> rules.forEach(rule -> command(out, "add rule", name, rule)));
    elements(out, "delete element", change.removedElements(), false);
    elements(out, "add element", change.addedElements(), true);
    change.removedChains().forEach(name -> command(out, "delete chain", name, ""));
    return out.toString();
  }

  private static void command(StringBuilder out, String verb, String name, String rest) {
    out.append(verb).append(' ').append(BaseTable.TABLE).append(' ').append(name);
    out.append(rest.isEmpty() ? "" : " ").append(rest).append('\n');
  }

  private static void elements(
      StringBuilder out, String verb, SortedMap<Element, String> elements, boolean values) {
    String map = null;
    List<String> line = new ArrayList<>();
    for (Map.Entry<Element, String> entry : elements.entrySet()) {
      Element element = entry.getKey();
      if (map != null && (!map.equals(element.map()) || line.size() == ELEMENTS_A_LINE)) {
        command(out, verb, map, "{ " + String.join(", ", line) + " }");
        line.clear();
      }
      map = element.map();
      boolean bare = !values || entry.getValue().isEmpty();
      line.add(bare ? element.key() : element.key() + " : " + entry.getValue());
    }
    if (map != null) {
      command(out, verb, map, "{ " + String.join(", ", line) + " }");
    }
  }
}
