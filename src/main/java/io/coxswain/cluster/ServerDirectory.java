package io.coxswain.cluster;

import io.coxswain.pki.Certificates;
import io.coxswain.pki.KeyedCertificate;
import io.coxswain.pki.PkiException;
import io.coxswain.pki.Sealing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * A server's data directory {@code DIR}:
 *
 * <ul>
 *   <li>{@code cluster.key}: the sealing key, 64 hexadecimal digits; the same on every server
 *   <li>{@code ca.crt}: the cluster's certificate authority as last seen
 *   <li>{@code serving.crt}, {@code serving.key}: what HTTPS shows, also without the database
 *   <li>{@code kubeconfig.yaml}: the first administrator's
 * </ul>
 *
 * Secrets are readable by the owner only; files are replaced whole, after a sync, so that a power
 * cut leaves the old or the new one. Blocks: call it at start or on a virtual thread.
 */
public final class ServerDirectory {
  private static final String SECRET = "rw-------";
  private static final String OPEN = "rw-r--r--";

  private final Path directory;

  public ServerDirectory(Path directory) {
    this.directory = directory;
  }

  public Path kubeconfigFile() {
    return directory.resolve("kubeconfig.yaml");
  }

  /** The sealing key; made at the first start. */
  public Sealing sealing(SecureRandom random) {
    Path file = directory.resolve("cluster.key");
    Optional<String> text = read(file);
    if (text.isEmpty()) {
      String made = HexFormat.of().formatHex(Sealing.newKey(random)) + "\n";
      try {
        Files.createDirectories(directory);
        write(file, made, SECRET);
      } catch (FileAlreadyExistsException e) {
        made = read(file).orElseThrow(); // made by another process in this very moment
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      text = Optional.of(made);
    }
    try {
      return new Sealing(HexFormat.of().parseHex(text.get().strip()), random);
    } catch (IllegalArgumentException e) {
      throw new PkiException(file + " is not a sealing key: expected 64 hexadecimal digits");
    }
  }

  /** The sealing key if it is there already. */
  public Optional<Sealing> presentSealing(SecureRandom random) {
    return read(directory.resolve("cluster.key")).isEmpty()
        ? Optional.empty()
        : Optional.of(sealing(random));
  }

  /** Lays a sealing key down that comes from elsewhere; there must be none. */
  public void bringSealing(byte[] key) {
    try {
      Files.createDirectories(directory);
      write(directory.resolve("cluster.key"), HexFormat.of().formatHex(key) + "\n", SECRET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes back {@link #bringSealing}. */
  public void removeSealing() {
    try {
      Files.deleteIfExists(directory.resolve("cluster.key"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The authority as last seen. */
  public Optional<X509Certificate> authority() {
    return read(directory.resolve("ca.crt")).map(pem -> Certificates.read(pem).getFirst());
  }

  /** The serving pair of the last start; empty where there is none that can be read. */
  public Optional<KeyedCertificate> serving() {
    Optional<String> chain = read(directory.resolve("serving.crt"));
    Optional<String> key = read(directory.resolve("serving.key"));
    if (chain.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(KeyedCertificate.read(chain.get(), key.get()));
    } catch (PkiException e) {
      return Optional.empty(); // a half-written or damaged pair is made anew
    }
  }

  public void keep(X509Certificate authority, KeyedCertificate serving) {
    replace(directory.resolve("ca.crt"), Certificates.pem(authority), OPEN);
    replace(directory.resolve("serving.key"), serving.keyPem(), SECRET);
    replace(directory.resolve("serving.crt"), serving.certificatePem(), OPEN);
  }

  public void keepKubeconfig(String yaml) {
    replace(kubeconfigFile(), yaml, SECRET);
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void replace(Path file, String text, String permissions) {
    if (read(file).filter(text::equals).isPresent()) {
      return;
    }
    try {
      Files.createDirectories(directory);
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.deleteIfExists(next);
      write(next, text, permissions);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates the file with its permissions from the first byte on. */
  private static void write(Path file, String text, String permissions) throws IOException {
    var attributes =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    try (var channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
