/**
 * Purpose: the rules of placement, each in a class named as upstream names its plugin: filters that
 * explain every rejection, and scores.
 *
 * <p>May know: the vocabulary, {@code scheduler.view}. Must not know: the API, the queue.
 */
package io.coxswain.scheduler.plugin;
