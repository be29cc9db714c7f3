package io.coxswain.role;

import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Logging of roles that run without Quarkus: one line a record, on the standard error. */
final class Logs {
  private static final Level LEVEL = Level.INFO;

  private Logs() {}

  static void toConsole() {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    ConsoleHandler console = new ConsoleHandler();
    console.setLevel(LEVEL);
    console.setFormatter(new Lines());
    root.addHandler(console);
    root.setLevel(LEVEL);
    // In a native executable the first record must not come from a virtual thread.
    root.log(Level.FINE, "logging is set up");
  }

  private static final class Lines extends Formatter {
    @Override
    public String format(LogRecord record) {
      StringBuilder out = new StringBuilder(128);
      out.append(String.format("%tT.%<tL ", record.getMillis()));
      out.append(String.format("%-7s ", record.getLevel().getName()));
      String name = record.getLoggerName() == null ? "" : record.getLoggerName();
      out.append('[').append(name.substring(name.lastIndexOf('.') + 1)).append("] ");
      out.append(formatMessage(record)).append('\n');
      Throwable thrown = record.getThrown();
      if (thrown != null) {
        out.append("  ").append(thrown).append('\n');
        for (StackTraceElement element : thrown.getStackTrace()) {
          out.append("    at ").append(element).append('\n');
        }
      }
      return out.toString();
    }
  }
}
