package io.coxswain.controller;

import io.coxswain.client.EventRecorder;
import io.coxswain.client.KubeClient;
import io.coxswain.client.Timer;

/**
 * What one controller gets.
 *
 * @param client acts as the controller's own service account
 * @param informers shared with all controllers
 */
public record ControllerContext(
    KubeClient client, InformerFactory informers, EventRecorder events, Timer timer) {}
