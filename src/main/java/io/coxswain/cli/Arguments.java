package io.coxswain.cli;

import java.util.ArrayList;
import java.util.List;

/** Options as they are typed, for a child process. */
final class Arguments {
  private final List<String> words = new ArrayList<>();

  /**
   * @param value {@code null}: it was not given
   */
  Arguments add(String option, Object value) {
    if (value != null) {
      words.add(option);
      words.add(value.toString());
    }
    return this;
  }

  List<String> words() {
    return List.copyOf(words);
  }
}
