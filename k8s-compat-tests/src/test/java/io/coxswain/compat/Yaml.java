package io.coxswain.compat;

/** The objects that tests begin with. */
final class Yaml {
  static final String WEB = "docker.io/library/nginx:1.25";
  static final String BOX = "docker.io/library/busybox:1.36";
  static final String TOOLS = "localhost/coxswain/tools:1";

  private Yaml() {}

  /** A Deployment of web servers that answer with their host's name, graceful in their ends. */
  static String web(String name, int replicas) {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: NAME
          labels: {app: NAME}
        spec:
          replicas: REPLICAS
          selector: {matchLabels: {app: NAME}}
          template:
            metadata: {labels: {app: NAME}}
            spec:
              containers:
              - name: web
                image: docker.io/library/nginx:1.25
                command: ["sh", "-c", "hostname > /usr/share/nginx/html/index.html; exec nginx -g 'daemon off;'"]
                ports: [{containerPort: 80}]
                readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}
                lifecycle: {preStop: {exec: {command: ["sleep", "3"]}}}
        """
        .replace("NAME", name)
        .replace("REPLICAS", "" + replicas);
  }

  static String service(String name, String app, String more) {
    return """
        apiVersion: v1
        kind: Service
        metadata: {name: NAME}
        spec:
          selector: {app: APP}
          ports: [{port: 80}]
          MORE
        """
        .replace("NAME", name)
        .replace("APP", app)
        .replace("MORE", more);
  }

  /** A pod whose shell line runs. Further fields of its only container may follow the text. */
  static String pod(String name, String image, String line, String more) {
    return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: NAME
          labels: {app: NAME}
        spec:
          terminationGracePeriodSeconds: 1
        MORE  containers:
          - name: main
            image: IMAGE
            command: ["sh", "-c", 'LINE']
        """
        .replace("NAME", name)
        .replace("IMAGE", image)
        .replace("LINE", line.replace("'", "''"))
        .replace("MORE", more.indent(2));
  }

  /** A pod that waits to be asked for something, on a node if one is given. */
  static String waiting(String name, String node) {
    return pod(
        name,
        TOOLS,
        "trap exit TERM; while :; do sleep 1; done",
        node.isEmpty() ? "" : "nodeName: " + node);
  }
}
