package io.coxswain.controller;

import java.util.function.Function;

/**
 * How a controller is started.
 *
 * @param name also its service account in kube-system and its event source
 * @param start returns what stops it
 */
public record ControllerFactory(String name, Function<ControllerContext, AutoCloseable> start) {}
