package io.coxswain.controller;

import java.util.function.Function;

/**
 * How a controller is started.
 *
 * @param account its service account in kube-system, also the source of its events
 * @param start returns what stops it
 */
public record ControllerFactory(String account, Function<ControllerContext, AutoCloseable> start) {}
