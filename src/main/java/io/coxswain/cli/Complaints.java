package io.coxswain.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said when something is wrong: one sentence. */
final class Complaints {
  private Complaints() {}

  static String of(Throwable error) {
    return switch (error) {
      case CompletionException e when e.getCause() != null -> of(e.getCause());
      case UncheckedIOException e -> of(e.getCause());
      case NoSuchFileException e -> e.getFile() + ": no such file or directory";
      case AccessDeniedException e -> e.getFile() + ": permission denied";
      case FileSystemException e when e.getReason() == null -> e.getFile() + ": cannot be used";
      case IOException e when e.getMessage() == null -> e.getClass().getSimpleName();
      default -> error.getMessage();
    };
  }

  /** Answers the exit code. One that only groups others shows them. */
  static int usage(ParameterException error) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    boolean unmatched = error instanceof UnmatchedArgumentException;
    if (!unmatched && !command.getSubcommands().isEmpty()) {
      command.usage(err);
      return ExitCode.USAGE;
    }
    err.println(name + ": " + sentence(error.getMessage()));
    if (!UnmatchedArgumentException.printSuggestions(error, err)) {
      err.println("Try '" + name + " --help'.");
    }
    return ExitCode.USAGE;
  }

  private static String sentence(String message) {
    return Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
