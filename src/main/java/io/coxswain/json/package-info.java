/**
 * Purpose: an immutable JSON tree, its streaming parser and writer, and YAML as a second way in.
 *
 * <p>May know: jackson-core, snakeyaml-engine. Must not know: any framework, Kubernetes, I/O.
 */
package io.coxswain.json;
