import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** Just enough of PostgreSQL's protocol to log in, prepare a statement and run it. */
final class Postgres {
  private final DataInputStream in;
  private final OutputStream out;

  Postgres(int port, String user, String password, String database) throws Exception {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
    ByteArrayOutputStream start = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(start);
    data.writeInt(196608);
    for (String word : new String[] {"user", user, "database", database}) {
      data.write(text(word));
    }
    data.writeByte(0);
    send(0, start.toByteArray());
    login(password);
  }

  private void login(String password) throws IOException, GeneralSecurityException {
    String nonce = "bench" + System.nanoTime();
    String mine = "n=,r=" + nonce;
    expect('R', 10);
    byte[] hello = ("n,," + mine).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    first.write(text("SCRAM-SHA-256"));
    new DataOutputStream(first).writeInt(hello.length);
    first.write(hello);
    send('p', first.toByteArray());
    String theirs = expect('R', 11);
    Map<String, String> told = new TreeMap<>();
    for (String part : theirs.split(",")) {
      told.put(part.substring(0, 1), part.substring(2));
    }
    byte[] salted =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(
                new PBEKeySpec(
                    password.toCharArray(),
                    Base64.getDecoder().decode(told.get("s")),
                    Integer.parseInt(told.get("i")),
                    256))
            .getEncoded();
    byte[] key = hmac(salted, "Client Key");
    String last = "c=biws,r=" + told.get("r");
    byte[] signature =
        hmac(MessageDigest.getInstance("SHA-256").digest(key), mine + "," + theirs + "," + last);
    for (int i = 0; i < key.length; i++) {
      key[i] ^= signature[i];
    }
    send(
        'p',
        (last + ",p=" + Base64.getEncoder().encodeToString(key)).getBytes(StandardCharsets.UTF_8));
    untilReady();
  }

  /** A statement without parameters. */
  void run(String sql) throws IOException {
    send('Q', text(sql));
    untilReady();
  }

  /** Prepares the one statement of this connection. */
  void prepare(String sql) throws IOException {
    ByteArrayOutputStream parse = new ByteArrayOutputStream();
    parse.write(text("s"));
    parse.write(text(sql));
    parse.write(new byte[2]);
    send('P', parse.toByteArray());
    send('S', new byte[0]);
    untilReady();
  }

  /** Runs it with its text parameters. */
  void execute(String... values) throws IOException {
    ByteArrayOutputStream bind = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bind);
    data.write(text(""));
    data.write(text("s"));
    data.writeShort(0);
    data.writeShort(values.length);
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      data.writeInt(bytes.length);
      data.write(bytes);
    }
    data.writeShort(0);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(message('B', bind.toByteArray()));
    all.write(message('E', new byte[5]));
    all.write(message('S', new byte[0]));
    out.write(all.toByteArray());
    untilReady();
  }

  private void untilReady() throws IOException {
    for (int type = 0; type != 'Z'; ) {
      type = in.readUnsignedByte();
      byte[] body = in.readNBytes(in.readInt() - 4);
      if (type == 'E') {
        throw new IOException(new String(body, StandardCharsets.UTF_8).replace('\0', ' '));
      }
    }
  }

  private String expect(int type, int code) throws IOException {
    int got = in.readUnsignedByte();
    byte[] body = in.readNBytes(in.readInt() - 4);
    if (got != type || body[3] != code) {
      throw new IOException("not the answer expected: " + new String(body, StandardCharsets.UTF_8));
    }
    return new String(body, 4, body.length - 4, StandardCharsets.UTF_8);
  }

  private void send(int type, byte[] body) throws IOException {
    out.write(message(type, body));
    out.flush();
  }

  private static byte[] message(int type, byte[] body) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(all);
    if (type != 0) {
      data.writeByte(type);
    }
    data.writeInt(body.length + 4);
    data.write(body);
    return all.toByteArray();
  }

  private static byte[] text(String value) {
    return (value + "\0").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
