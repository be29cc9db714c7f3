package io.coxswain.schema;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvk;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Our types against upstream's golden samples. */
class SamplesTest {
  private static final Scheme SCHEME = Scheme.builtIn();

  /** Kinds without a sample upstream. */
  private static final Set<String> WITHOUT =
      Set.of("CustomResourceDefinition", "APIService", "PartialObjectMetadata");

  private static List<Gvk> kinds() {
    Set<Gvk> out = new LinkedHashSet<>();
    for (ResourceType resource : SCHEME.resources()) {
      out.add(resource.kind());
      resource.subresources().forEach(subresource -> out.add(subresource.kind()));
    }
    for (String kind :
        List.of(
            "DeleteOptions",
            "CreateOptions",
            "UpdateOptions",
            "PatchOptions",
            "GetOptions",
            "ListOptions",
            "Status",
            "APIGroup",
            "APIVersions",
            "WatchEvent")) {
      out.add(new Gvk("", "v1", kind));
    }
    out.add(Gvk.of("admission.k8s.io/v1", "AdmissionReview"));
    out.add(Gvk.of("apidiscovery.k8s.io/v2", "APIGroupDiscovery"));
    return new ArrayList<>(out);
  }

  private static Stream<Gvk> sampled() {
    return kinds().stream().filter(kind -> Samples.of(kind) != null);
  }

  @Test
  void everyServedKindHasASampleButForTheFewUpstreamKeepsElsewhere() {
    List<String> without =
        kinds().stream().filter(k -> Samples.of(k) == null).map(Gvk::kind).toList();

    assertTrue(WITHOUT.containsAll(without), without.toString());
  }

  @TestFactory
  Stream<DynamicTest> jsonStaysAsItIsWhenDecodedAndEncoded() {
    return sampled().map(kind -> DynamicTest.dynamicTest(kind.toString(), () -> roundTrip(kind)));
  }

  private static void roundTrip(Gvk kind) {
    JsonObject sample = Samples.json(Samples.of(kind));
    StructType type = SCHEME.type(kind);
    List<String> unknown = new ArrayList<>();

    JsonObject encoded = Encoder.encode(type, Decoder.decode(type, sample, unknown::add));

    assertEquals(List.of(), unknown);
    assertEquals(sample.sorted().text(), sorted(encoded, sample));
  }

  @TestFactory
  Stream<DynamicTest> protobufReadsAsTheJsonOfTheSameObject() {
    return sampled()
        .map(
            kind ->
                DynamicTest.dynamicTest(
                    kind.toString(),
                    () -> {
                      JsonObject sample = Samples.json(Samples.of(kind));

                      JsonObject read =
                          Encoder.encode(
                              SCHEME.type(kind),
                              Protobuf.decode(Samples.protobuf(Samples.of(kind)), SCHEME, kind));

                      assertEquals(sample.sorted().text(), sorted(read, sample));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> protobufIsWrittenByteForByteAsUpstreamWritesIt() {
    return sampled()
        .filter(kind -> !kind.kind().equals("WatchEvent")) // bare in frames: ProtobufTest
        .map(
            kind ->
                DynamicTest.dynamicTest(
                    kind.toString(),
                    () -> {
                      JsonObject sample = Samples.json(Samples.of(kind));
                      byte[] expected = Samples.protobuf(Samples.of(kind));

                      byte[] written = Protobuf.encode(sample, SCHEME);

                      assertArrayEquals(expected, written);
                    }));
  }

  private static String sorted(JsonObject ours, JsonObject sample) {
    return ours.equals(sample) ? sample.sorted().text() : ours.sorted().text();
  }
}
