/**
 * What goes wrong around servers and PostgreSQL: connections cut at a chosen step, a full disk,
 * clocks that jump, power that fails, standbys that take over, pages that rot.
 */
package io.coxswain.torture.environment;
