/**
 * Purpose: the platform's own records and their REST API under {@code /platform/v1}: identity,
 * authorities, join tokens, server replicas; and what a server keeps in its directory to start
 * without the database.
 *
 * <p>May know: the vocabulary, {@code api.authn}, Hibernate Reactive, quarkus-rest, CDI, files of
 * the data directory. Must not know: objects of the Kubernetes API and their SQL.
 */
package io.coxswain.cluster;
