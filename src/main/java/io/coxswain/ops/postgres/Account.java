package io.coxswain.ops.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who PostgreSQL runs as. It refuses root, so root gives it a system user of its own; anybody else
 * runs it as himself.
 */
record Account(String name, boolean isOther) {
  static final String SYSTEM_USER = "coxswain";

  static Account present() {
    String user = System.getProperty("user.name");
    return "root".equals(user) ? new Account(SYSTEM_USER, true) : new Account(user, false);
  }

  /** Creates the system user where it is missing. */
  void ensure() {
    if (isOther && !Command.of("id", "-u", name).run().isSuccess()) {
      Command.of(
              "useradd",
              "--system",
              "--user-group",
              "--no-create-home",
              "--home-dir",
              "/nonexistent",
              "--shell",
              "/usr/sbin/nologin",
              name)
          .run()
          .orElseThrow("Cannot create the system user " + name + " for PostgreSQL");
    }
  }

  /** The command as this user. */
  List<String> as(String... command) {
    List<String> result = new ArrayList<>();
    if (isOther) {
      result.addAll(
          List.of("setpriv", "--reuid=" + name, "--regid=" + name, "--clear-groups", "--"));
    }
    result.addAll(List.of(command));
    return result;
  }

  void own(Path path) {
    if (isOther) {
      Command.of("chown", "-R", name + ":" + name, path.toString())
          .run()
          .orElseThrow("Cannot give " + path + " to the user " + name);
    }
  }

  /** Says in a sentence which folder keeps the user out. */
  void mustReach(Path path) {
    closedOnTheWayTo(path)
        .ifPresent(
            closed -> {
              throw new PostgresException(
                  "PostgreSQL's user "
                      + name
                      + " cannot enter "
                      + closed
                      + " on the way to "
                      + path
                      + ": choose a folder outside it, such as /var/lib/coxswain, or open it with"
                      + " chmod a+x "
                      + closed
                      + ".");
            });
  }

  /** The first folder on the way that does not let the user pass. */
  Optional<Path> closedOnTheWayTo(Path path) {
    Path full = path.toAbsolutePath().normalize();
    for (int names = 0; isOther && names <= full.getNameCount(); names++) {
      Path at = names == 0 ? full.getRoot() : full.getRoot().resolve(full.subpath(0, names));
      if (Files.exists(at)
          && !new Command(as("test", "-x", at.toString()), null).run().isSuccess()) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }
}
