import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A store of keys under test. */
interface Store extends AutoCloseable {
  String name();

  /** Completes when the value is durable. One put at a time for a key. */
  CompletionStage<?> put(String key, byte[] value);

  /** Calls for every change from now on, as a second server sees it; false if there is no way. */
  boolean watch(Consumer<String> changed) throws Exception;

  /** Reads every key as a reader of the store gets them; the number of bytes of their values. */
  long range() throws Exception;

  /** Where a range reads from, for the table. */
  String rangeOf();

  /** The store's processes, this one left out. */
  List<ProcessHandle> processes();

  @Override
  void close() throws Exception;
}
