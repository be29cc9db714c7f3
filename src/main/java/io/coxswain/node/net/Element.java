package io.coxswain.node.net;

import java.util.Comparator;

/**
 * The name of one element of a map or set of the table.
 *
 * @param map the map or set
 * @param key as nft writes it: {@code 10.96.0.1 . tcp . 443}
 */
public record Element(String map, String key) implements Comparable<Element> {
  private static final Comparator<Element> ORDER =
      Comparator.comparing(Element::map).thenComparing(Element::key);

  @Override
  public int compareTo(Element other) {
    return ORDER.compare(this, other);
  }
}
