/**
 * Purpose: the one client of the API: calls, informers, work queue, event recorder; two transports
 * (in process, remote). The blocking face is for virtual threads.
 *
 * <p>May know: the vocabulary, Vert.x' HTTP client (in the remote transport only). Must not know:
 * the server's packages.
 */
package io.coxswain.client;
