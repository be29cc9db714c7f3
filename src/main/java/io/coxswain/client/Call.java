package io.coxswain.client;

import java.util.Map;

/**
 * One request to an API server.
 *
 * @param method the HTTP method
 * @param path path and query, escaped
 * @param headers by lower-case name
 * @param body may be empty, never {@code null}
 */
public record Call(String method, String path, Map<String, String> headers, byte[] body) {}
