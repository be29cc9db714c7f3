package io.coxswain.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StreamProtocolTest {
  private static final byte[] HI = {'h', 'i'};

  @Test
  void aMessageBeginsWithItsChannel() {
    assertArrayEquals(new byte[] {1, 'h', 'i'}, StreamProtocol.V4.encode(1, HI));
    assertEquals(
        "1aGk=", new String(StreamProtocol.V4_BASE64.encode(1, HI), StandardCharsets.US_ASCII));
  }

  @Test
  void everyVersionReadsWhatItWrites() {
    for (StreamProtocol protocol : StreamProtocol.values()) {
      StreamProtocol.Input.Data data =
          assertInstanceOf(
              StreamProtocol.Input.Data.class, protocol.decode(protocol.encode(4, HI)));
      assertEquals(4, data.channel());
      assertArrayEquals(HI, data.bytes());
      assertEquals(protocol, StreamProtocol.of(protocol.word()));
    }
  }

  @Test
  void onlyTheFifthVersionClosesChannels() {
    byte[] close = {(byte) 255, 0};
    assertEquals(new StreamProtocol.Input.Closed(0), StreamProtocol.V5.decode(close));
    assertInstanceOf(StreamProtocol.Input.Data.class, StreamProtocol.V4.decode(close));
  }

  @Test
  void rubbishIsNothing() {
    assertNull(StreamProtocol.V5.decode(new byte[0]));
    assertNull(StreamProtocol.V5.decode(new byte[] {(byte) 255}));
    assertNull(StreamProtocol.V1_BASE64.decode(new byte[] {'0', '!'}));
  }

  @Test
  void exitCodesAreCausesOrForOldVersionsWords() {
    String text =
        new String(StreamProtocol.V5.result(StreamResult.exit(3)), StandardCharsets.UTF_8);
    assertEquals(
        "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with non-zero"
            + " exit code: exit code 3\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":"
            + "[{\"reason\":\"ExitCode\",\"message\":\"3\"}]}}",
        text);
    assertNull(StreamProtocol.V1.result(StreamResult.exit(0)));
    assertEquals(
        "command terminated with non-zero exit code: exit code 3",
        new String(StreamProtocol.V1.result(StreamResult.exit(3)), StandardCharsets.UTF_8));
  }
}
