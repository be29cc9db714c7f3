/**
 * Purpose: the desired pods of this node on its disk, so that a start without a server starts them.
 *
 * <p>May know: the vocabulary, the file system. Must not know: containers, the API's transport.
 */
package io.coxswain.node.journal;
