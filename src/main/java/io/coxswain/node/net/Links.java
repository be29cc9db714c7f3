package io.coxswain.node.net;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names and numbers by which our links and routes are known. */
public final class Links {
  /** Every link of ours begins so. */
  public static final String PREFIX = "cx";

  /** The portless bridge that holds the node's addresses inside the cluster. */
  public static final String NODE = "cx0";

  /** Marks our routes (a free number of {@code /etc/iproute2/rt_protos}). */
  public static final String PROTOCOL = "177";

  private Links() {}

  /** The host end of a pod's veth pair: {@code cxp} and 11 hexadecimal digits. */
  public static String ofPod(String uid) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(uid.getBytes(StandardCharsets.UTF_8));
      return PREFIX + "p" + HexFormat.of().formatHex(digest, 0, 6).substring(0, 11);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
