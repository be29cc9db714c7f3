/** What goes wrong on purpose: processes killed, frozen, restarted and started twice. */
package io.coxswain.torture.fault;
