/**
 * The store under fire, as a black box: real servers and a real PostgreSQL are killed, frozen and
 * cut while clients write and watchers watch; afterwards every answer and every event is judged.
 * Knows nothing of the product's classes; {@code torture.sh} runs {@link
 * io.coxswain.torture.Torture}.
 */
package io.coxswain.torture;
