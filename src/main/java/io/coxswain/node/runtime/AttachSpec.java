package io.coxswain.node.runtime;

/**
 * The streams wanted of a container's first process.
 *
 * @param terminal whether the container was made with one: then output is one stream
 */
public record AttachSpec(boolean stdin, boolean stdout, boolean stderr, boolean terminal) {}
