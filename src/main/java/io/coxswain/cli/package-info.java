/**
 * Purpose: the commands a person types.
 *
 * <p>May know: the vocabulary, {@code client}, {@code role}, picocli. Must not know: the inside of
 * the server or the agent.
 */
package io.coxswain.cli;
