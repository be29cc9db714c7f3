package io.coxswain.role;

import java.net.URI;
import java.nio.file.Path;

/**
 * What is to be restored, and where to.
 *
 * @param datastore as for a server; {@code null}: the embedded one below {@code dataDir}
 * @param postgres as for a server
 * @param clusterKey the file {@code cluster.key} of the server the backup is of; {@code null}: it
 *     lies in {@code dataDir} already, or travels in the backup under a passphrase
 * @param passphrase empty: none
 */
public record RestoreConfig(
    Path file, Path dataDir, URI datastore, Path postgres, Path clusterKey, String passphrase) {}
