package io.coxswain.kube;

/** What this build is and which Kubernetes it speaks. */
public final class Version {
  public static final String COXSWAIN = "0.1.0";
  public static final String MAJOR = "1";
  public static final String MINOR = "36";

  /** Semantic version of the API served; the part after the plus sign names us. */
  public static final String KUBERNETES = "v1.36.0+coxswain." + COXSWAIN;

  private Version() {}
}
