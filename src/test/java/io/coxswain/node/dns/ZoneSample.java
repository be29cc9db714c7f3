package io.coxswain.node.dns;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small cluster's names, and a way to ask for them. */
final class ZoneSample {
  private final Map<ObjectKey, JsonObject> services = new HashMap<>();
  private final Map<ObjectKey, List<JsonObject>> slices = new HashMap<>();
  boolean known = true;

  static ZoneSample cluster() {
    ZoneSample out = new ZoneSample();
    out.service(
        "web", "{'clusterIP':'10.96.0.50','ports':[{'name':'http','protocol':'TCP','port':80}]}");
    out.service("db", "{'clusterIP':'None','ports':[{'name':'sql','port':5432}]}");
    out.service("out", "{'type':'ExternalName','externalName':'example.org'}");
    out.service("in", "{'type':'ExternalName','externalName':'web.default.svc.cluster.local'}");
    out.slices.put(
        ObjectKey.of("default", "db"),
        List.of(
            json(
                "{'metadata':{'name':'db-1','namespace':'default',"
                    + "'labels':{'kubernetes.io/service-name':'db'}},"
                    + "'ports':[{'name':'sql','protocol':'TCP','port':5432}],'endpoints':["
                    + "{'addresses':['10.244.1.2'],'hostname':'db-0'},"
                    + "{'addresses':['10.244.1.3']},"
                    + "{'addresses':['10.244.1.4'],'conditions':{'ready':false}}]}")));
    return out;
  }

  void service(String name, String spec) {
    services.put(
        ObjectKey.of("default", name),
        json("{'metadata':{'name':'" + name + "','namespace':'default'},'spec':" + spec + "}"));
  }

  static JsonObject json(String singleQuoted) {
    return JsonParser.parseObject(singleQuoted.replace('\'', '"'));
  }

  ClusterZone zone() {
    return new ClusterZone(
        "cluster.local",
        new Names(
            () -> known,
            services::get,
            key -> slices.getOrDefault(key, List.of()),
            address -> with(services.values(), address),
            address -> with(slices.values().stream().flatMap(List::stream).toList(), address),
            namespace -> namespace.equals("default")));
  }

  private static Collection<JsonObject> with(Collection<JsonObject> objects, String address) {
    return objects.stream()
        .filter(o -> Meta.without(o, "name").text().contains("\"" + address + "\""))
        .toList();
  }

  /** A query as bytes, with EDNS where {@code payload} is not 0. */
  static byte[] query(String name, int type, int payload) {
    ByteBuffer out = ByteBuffer.allocate(512);
    out.putShort((short) 4711).putShort((short) 0x0100).putShort((short) 1).putInt(0);
    out.putShort((short) (payload > 0 ? 1 : 0)).put(DnsRecord.wire(name));
    out.putShort((short) type).putShort((short) 1);
    if (payload > 0) {
      out.put((byte) 0).putShort((short) RecordType.OPT).putShort((short) payload);
      out.putInt(0).putShort((short) 0);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /** Addresses and other data of records, readable. */
  static List<String> data(List<DnsRecord> records) {
    List<String> out = new ArrayList<>();
    for (DnsRecord record : records) {
      StringBuilder text = new StringBuilder();
      boolean address = record.type() == RecordType.A;
      for (byte b : record.data()) {
        boolean letter = !address && (Character.isLetterOrDigit(b) || b == '-');
        text.append(text.isEmpty() || letter ? "" : ".").append(letter ? (char) b : "" + (b & 255));
      }
      out.add(text.toString());
    }
    return out.stream().sorted().toList();
  }
}
