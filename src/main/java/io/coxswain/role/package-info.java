/**
 * Purpose: the composition roots: what a server, an agent and both on one box are made of, and how
 * they start and end.
 *
 * <p>May know: everything but {@code cli}. Must not know: how commands are typed. Here, and only
 * here, the clock, randomness, the environment and the process are real.
 */
package io.coxswain.role;
