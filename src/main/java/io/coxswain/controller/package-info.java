/**
 * Purpose: the frame of all reconcilers (queue, workers, three outcomes, one leadership) and what
 * several of them share; one sub-package a controller.
 *
 * <p>May know: the vocabulary, {@code client}. Must not know: the server's packages, the node, each
 * other's sub-packages.
 */
package io.coxswain.controller;
