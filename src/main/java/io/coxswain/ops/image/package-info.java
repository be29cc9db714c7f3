/**
 * What the native executable does otherwise than the native-image tool would have it: substitutions
 * only, nothing that runs on a JVM.
 *
 * <p>May know: the annotations of native-image. Must not know: any other package of the product.
 */
package io.coxswain.ops.image;
