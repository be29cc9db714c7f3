package io.coxswain.role;

import io.coxswain.client.Call;
import io.coxswain.client.Transport;
import io.coxswain.client.Transport.StreamListener;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Fetches a backup from the server. */
public final class BackupDownload {
  private static final String PATH = "/platform/v1/backup";
  private static final int TAIL = 16 << 10;

  private BackupDownload() {}

  /**
   * Into a file, which gets its name once it is whole and on the disk; readable by its owner only.
   */
  public static RestoreRole.Summary toFile(Transport transport, JsonObject wanted, Path file)
      throws IOException {
    Path target = file.toAbsolutePath();
    Path draft = target.resolveSibling(target.getFileName() + ".part");
    Files.deleteIfExists(draft);
    boolean done = false;
    try {
      try (FileChannel channel =
          FileChannel.open(
              draft,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        fetch(transport, wanted, bytes -> write(channel, bytes));
        channel.force(true);
      }
      RestoreRole.Summary summary = RestoreRole.check(draft);
      Files.move(
          draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
        folder.force(true);
      }
      done = true;
      return summary;
    } finally {
      if (!done) {
        Files.deleteIfExists(draft);
      }
    }
  }

  /**
   * Into a stream.
   *
   * @throws RoleException where the server broke off
   */
  public static void toStream(Transport transport, JsonObject wanted, OutputStream out) {
    byte[][] end = {new byte[0]};
    fetch(
        transport,
        wanted,
        bytes -> {
          out.write(bytes);
          end[0] = tail(end[0], bytes);
        });
    String text = new String(end[0], StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\"}\n") || !text.contains("\n{\"end\":true,")) {
      throw new RoleException("the backup is not whole: the server broke off");
    }
  }

  private static byte[] tail(byte[] before, byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(before);
    out.writeBytes(bytes);
    byte[] all = out.toByteArray();
    return all.length <= TAIL
        ? all
        : java.util.Arrays.copyOfRange(all, all.length - TAIL, all.length);
  }

  private static void write(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Takes bytes; while it does, no more are read from the server. */
  private interface Sink {
    void accept(byte[] bytes) throws IOException;
  }

  private static void fetch(Transport transport, JsonObject wanted, Sink sink) {
    Taking taking = new Taking(sink);
    Call call =
        new Call(
            "POST",
            PATH,
            Map.of("content-type", "application/json"),
            wanted.text().getBytes(StandardCharsets.UTF_8));
    try {
      transport.stream(call, taking).toCompletableFuture().join();
      taking.done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RoleException known ? known : ApiException.of(e.getCause());
    }
  }

  private static final class Taking implements StreamListener {
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final ByteArrayOutputStream refusal = new ByteArrayOutputStream();
    private final Sink sink;
    private int code = 200;

    Taking(Sink sink) {
      this.sink = sink;
    }

    @Override
    public void head(int answered, String contentType) {
      code = answered;
    }

    @Override
    public void chunk(byte[] bytes) {
      if (code != 200) {
        refusal.writeBytes(bytes);
        return;
      }
      try {
        if (!done.isDone()) {
          sink.accept(bytes);
        }
      } catch (IOException e) {
        done.completeExceptionally(new RoleException("cannot write: " + e.getMessage()));
      }
    }

    @Override
    public void end(Throwable error) {
      if (error != null) {
        done.completeExceptionally(error);
      } else if (code != 200) {
        done.completeExceptionally(refused());
      } else {
        done.complete(null);
      }
    }

    private Throwable refused() {
      try {
        return new ApiException(Status.of(JsonParser.parseObject(refusal.toByteArray())));
      } catch (JsonException e) {
        return new RoleException("the server answers HTTP " + code);
      }
    }
  }
}
