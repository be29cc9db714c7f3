/**
 * Purpose: the past of objects for people: which views psql finds, and {@code /platform/v1}'s
 * answers about who changed what, what was then, what differs now.
 *
 * <p>May know: {@code cluster}, {@code store.postgres} (all SQL is there), the vocabulary,
 * quarkus-rest, CDI. Must not know: verbs and admission of the API server.
 */
package io.coxswain.cluster.history;
