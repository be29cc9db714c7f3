/**
 * Purpose: backups: the format of the file, the platform's tables in it, and the answer of {@code
 * /platform/v1/backup} that streams one.
 *
 * <p>May know: {@code cluster}, {@code store.postgres} (the ledger's tables), {@code pki}, the
 * vocabulary, quarkus-rest, CDI, the backup's file. Must not know: objects of the Kubernetes API.
 */
package io.coxswain.cluster.backup;
