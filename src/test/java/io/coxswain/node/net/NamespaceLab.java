package io.coxswain.node.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A node and its pods as network namespaces; the machine's own network is never touched. */
final class NamespaceLab implements AutoCloseable {
  private static final Commands HOST = new Commands(List.of(), Duration.ofSeconds(20));

  private final String prefix = "cxt" + ProcessHandle.current().pid() % 100_000;
  private final List<String> namespaces = new ArrayList<>();
  private final List<Process> servers = new ArrayList<>();

  static boolean isAvailable() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return false;
    }
    String probe = "cxtprobe" + ProcessHandle.current().pid();
    boolean works =
        HOST.attempt("", "ip", "netns", "add", probe).good()
            && HOST.attempt("", "ip", "netns", "exec", probe, "nft", "list", "tables").good()
            && HOST.attempt("", "python3", "--version").good();
    HOST.attempt("", "ip", "netns", "del", probe);
    return works;
  }

  Path add(String name) {
    HOST.run("", "ip", "netns", "add", prefix + name);
    namespaces.add(name);
    in(name).run("", "ip", "link", "set", "lo", "up");
    return Path.of("/run/netns/" + prefix + name);
  }

  Commands in(String name) {
    return new Commands(List.of("ip", "netns", "exec", prefix + name), Duration.ofSeconds(20));
  }

  /** Answers every TCP connection with {@code word} and the client's address; UDP likewise. */
  void serve(String name, int port, String word) throws Exception {
    String script =
        """
        import socket,threading,sys
        port,word=int(sys.argv[1]),sys.argv[2]
        u=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); u.bind(("0.0.0.0",port))
        def udp():
          while True:
            d,a=u.recvfrom(100); u.sendto((word+" "+a[0]).encode(),a)
        threading.Thread(target=udp,daemon=True).start()
        s=socket.socket(); s.setsockopt(socket.SOL_SOCKET,socket.SO_REUSEADDR,1)
        s.bind(("0.0.0.0",port)); s.listen(64); print("ready",flush=True)
        while True:
          c,a=s.accept(); c.sendall((word+" "+a[0]).encode()); c.close()
        """;
    Process process =
        new ProcessBuilder(
                "ip", "netns", "exec", prefix + name, "python3", "-c", script, "" + port, word)
            .start();
    servers.add(process);
    process.inputReader().readLine();
  }

  /** What the server at the address says, or why it does not. */
  String ask(String name, String protocol, String address, int port) {
    String script =
        """
        import socket,sys
        tcp=sys.argv[1]=="tcp"
        s=socket.socket(socket.AF_INET,socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM)
        s.settimeout(3)
        try:
          s.connect((sys.argv[2],int(sys.argv[3])))
          if not tcp: s.send(b"hello")
          print(s.recv(100).decode())
        except Exception as e: print(type(e).__name__)
        """;
    return in(name)
        .attempt("", "python3", "-c", script, protocol, address, Integer.toString(port))
        .out()
        .strip();
  }

  @Override
  public void close() {
    servers.forEach(Process::destroyForcibly);
    namespaces.forEach(name -> HOST.attempt("", "ip", "netns", "del", prefix + name));
  }
}
