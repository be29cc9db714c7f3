package io.coxswain.role;

import io.coxswain.client.KubeClient;
import io.coxswain.client.RemoteOptions;
import io.coxswain.client.RemoteTransport;
import io.coxswain.json.JsonObject;
import io.coxswain.json.Yaml;
import io.coxswain.pki.Kubeconfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** The server of this box, seen by its administrator through the kubeconfig it leaves. */
public final class LocalServer {
  private final Path kubeconfig;

  public LocalServer(Path kubeconfig) {
    this.kubeconfig = kubeconfig;
  }

  /** One use of a client made for it. */
  public <T> T with(Function<KubeClient, T> use) {
    Kubeconfig config = read();
    Vertx vertx = AgentVertx.create();
    RemoteOptions options =
        config.clientCertificatePem().isEmpty()
            ? RemoteOptions.token(URI.create(config.server()), config.authorityPem(), config::token)
            : RemoteOptions.certificate(
                URI.create(config.server()),
                config.authorityPem(),
                config.clientCertificatePem(),
                config.clientKeyPem());
    try (RemoteTransport transport = new RemoteTransport(vertx, options)) {
      return use.apply(new KubeClient(transport, "coxswain"));
    } finally {
      vertx.close();
    }
  }

  /** The kubeconfig's current context. */
  public Kubeconfig read() {
    try {
      JsonObject tree = (JsonObject) Yaml.parse(Files.readAllBytes(kubeconfig));
      return Kubeconfig.read(tree, this::file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String file(String name) {
    try {
      return Files.readString(kubeconfig.resolveSibling(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
