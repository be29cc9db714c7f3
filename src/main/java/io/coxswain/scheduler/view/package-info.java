/**
 * Purpose: what the scheduler knows of the cluster: pods and nodes digested to what its plugins
 * ask, kept up to date change by change.
 *
 * <p>May know: the vocabulary. Must not know: the API, plugins, the queue.
 */
package io.coxswain.scheduler.view;
