package io.coxswain.cluster.backup;

import io.coxswain.store.postgres.Archive;
import io.coxswain.store.postgres.Section;
import java.util.ArrayList;
import java.util.List;

/** The platform's tables that belong into a backup. Replicas do not: they are of the moment. */
public final class PlatformSections {
  private static final List<Section> ALL =
      List.of(
          Section.whole("platform_identity", "one"),
          Section.whole("platform_authority", "name"),
          Section.whole("platform_join_token", "id"));

  private PlatformSections() {}

  public static List<Section> all() {
    return ALL;
  }

  /** Everything that is in a backup, in its order. */
  static List<Section> with(boolean history) {
    List<Section> out = new ArrayList<>(ALL);
    out.addAll(Archive.sections(history));
    return out;
  }
}
