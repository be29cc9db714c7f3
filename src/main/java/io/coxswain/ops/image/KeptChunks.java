package io.coxswain.ops.image;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import org.graalvm.word.UnsignedWord;

/**
 * Lets the collector keep the memory of the young generation between two collections. The policy we
 * build with ({@code InitialCollectionPolicy=Proportionate}) reckons what to keep by an average
 * that only another policy ever feeds, hence keeps nothing: every collection gave sixteen megabytes
 * back to the kernel and every allocation after it was a page fault, 56 of them for a create.
 */
@TargetClass(className = "com.oracle.svm.core.genscavenge.AbstractCollectionPolicy")
final class KeptChunks {
  @Alias private UnsignedWord edenSize;
  @Alias private UnsignedWord survivorSize;

  /**
   * @return bytes of chunks without objects that are kept for the next allocations
   */
  @Substitute
  public UnsignedWord getMaximumFreeAlignedChunksSize() {
    return edenSize.add(survivorSize);
  }
}
