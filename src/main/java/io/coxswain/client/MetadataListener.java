package io.coxswain.client;

import io.coxswain.json.JsonObject;

/**
 * Hears of the metadata of all objects of a resource and keeps itself what it needs of them. Called
 * on the informer's thread, one call at a time.
 */
public interface MetadataListener {

  /** A list begins; one that was not {@link #listed} is void. */
  void listing();

  /** An object is there, in a list or new or changed. */
  void seen(JsonObject object);

  /** The list is complete: what was not seen since {@link #listing} is not there. */
  void listed();

  /** An object was deleted. */
  void gone(JsonObject last);
}
