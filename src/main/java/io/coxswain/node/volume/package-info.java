/**
 * Purpose: a pod's volumes as directories of this node, kept equal to the objects they show.
 *
 * <p>May know: the vocabulary, the file system, mounts. Must not know: containers, the API's
 * transport.
 */
package io.coxswain.node.volume;
