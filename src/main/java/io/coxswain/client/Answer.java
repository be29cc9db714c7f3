package io.coxswain.client;

/**
 * An API server's answer.
 *
 * @param contentType without parameters, may be empty
 */
public record Answer(int code, String contentType, byte[] body) {}
