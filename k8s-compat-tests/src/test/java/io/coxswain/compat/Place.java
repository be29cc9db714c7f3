package io.coxswain.compat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** A namespace of its own for every test, with kubectl and fabric8 looking at it. */
final class Place implements BeforeEachCallback, AfterEachCallback {
  /** Keeps runs against one kept cluster apart. */
  private static final String RUN = Long.toString(ProcessHandle.current().pid(), 36);

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final KubernetesClient CLIENT =
      new KubernetesClientBuilder().withConfig(config()).build();

  private String namespace;

  @Override
  public void beforeEach(ExtensionContext context) {
    namespace = "test-" + RUN + "-" + NUMBER.incrementAndGet();
    CLIENT
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    Eventually.holds(
        20,
        "the default service account",
        () -> client().serviceAccounts().inNamespace(namespace).withName("default").get() != null);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    context
        .getExecutionException()
        .filter(problem -> !(problem instanceof TestAbortedException)) // it was left out
        .ifPresent(problem -> describe(context.getDisplayName()));
    client().namespaces().withName(namespace).delete();
  }

  private void describe(String test) {
    String all =
        run("get all,endpointslices,configmaps -o wide --show-labels").all()
            + run("get events --sort-by=.lastTimestamp").all()
            + run("get pods -o yaml").all();
    System.err.println("=== " + test + " failed; its namespace holds\n" + all + "===");
  }

  static Config config() {
    return Config.autoConfigure(null);
  }

  String namespace() {
    return namespace;
  }

  KubernetesClient client() {
    return CLIENT;
  }

  /** kubectl with the arguments as a shell reads them, in this namespace. */
  Shell.Result run(String arguments) {
    return run(arguments, "");
  }

  Shell.Result run(String arguments, String input) {
    return Shell.run(Duration.ofSeconds(150), Map.of(), input, line(arguments));
  }

  /** What kubectl printed; fails unless it succeeded. */
  String kubectl(String arguments) {
    return run(arguments).orFail();
  }

  /** kubectl in the background. */
  Process start(String arguments) {
    return Shell.start(Map.of(), line(arguments));
  }

  private List<String> line(String arguments) {
    return List.of(
        "sh", "-c", "exec '" + Lab.env("KUBECTL") + "' -n " + namespace + " " + arguments);
  }

  /** Applies YAML. */
  String apply(String yaml) {
    return run("apply -f -", yaml).orFail();
  }

  /** A shell line in a pod. */
  String in(String pod, String line) {
    return run("exec " + pod + " -- sh -c '" + line.replace("'", "'\\''") + "'").orFail();
  }

  Pod pod(String name) {
    Pod pod = client().pods().inNamespace(namespace).withName(name).get();
    if (pod == null) {
      throw new AssertionError("there is no pod " + name);
    }
    return pod;
  }

  List<Pod> pods(String app) {
    return client().pods().inNamespace(namespace).withLabel("app", app).list().getItems();
  }

  void ready(String... pods) {
    kubectl("wait --for=condition=Ready --timeout=90s pod " + String.join(" ", pods));
  }

  /** The reasons of the events about an object. */
  Map<String, String> events(String name) {
    return client().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getName().equals(name))
        .collect(
            Collectors.toMap(
                Event::getReason,
                event -> String.valueOf(event.getMessage()),
                (a, b) -> a + "\n" + b));
  }

  String event(int seconds, String name, String reason) {
    return Eventually.get(
        seconds,
        "event " + reason + " of " + name,
        () -> events(name).get(reason),
        text -> text != null);
  }
}
