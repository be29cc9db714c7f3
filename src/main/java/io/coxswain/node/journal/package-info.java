/**
 * Purpose: what this node must know without a server, on its disk: its desired pods with what they
 * need (a file an object, written at once), and the cluster's Services, endpoints and nodes as last
 * seen (one file, written in batches).
 *
 * <p>May know: the vocabulary, the file system. Must not know: containers, the API's transport.
 */
package io.coxswain.node.journal;
