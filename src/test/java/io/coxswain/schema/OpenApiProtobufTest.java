package io.coxswain.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Field by field; k8s-compat-tests holds whole documents against client-go's own parser. */
class OpenApiProtobufTest {

  private static byte[] v2(String json) {
    return OpenApiProtobuf.v2(JsonParser.parseObject(json));
  }

  private static byte[] v3(String json) {
    return OpenApiProtobuf.v3(JsonParser.parseObject(json));
  }

  /**
   * The numbers and values on the way to the leaves: {@code 9/1/2} is field 2 in 1 in 9. Only
   * messages named in {@code inner} are opened.
   */
  private static List<String> leaves(byte[] bytes, String at, List<String> inner) {
    List<String> out = new ArrayList<>();
    int i = 0;
    while (i < bytes.length) {
      int key = bytes[i++] & 0xff;
      if (key > 0x7f) {
        key = key & 0x7f | bytes[i++] << 7;
      }
      String path = at + (key >>> 3);
      if ((key & 7) == 0) {
        out.add(path + "=" + bytes[i++]);
      } else if ((key & 7) == 1) {
        long bits = 0;
        for (int b = 7; b >= 0; b--) {
          bits = bits << 8 | bytes[i + b] & 0xff;
        }
        out.add(path + "=" + Double.longBitsToDouble(bits));
        i += 8;
      } else {
        int length = bytes[i++];
        byte[] content = java.util.Arrays.copyOfRange(bytes, i, i + length);
        i += length;
        if (inner.contains(path)) {
          out.addAll(leaves(content, path + "/", inner));
        } else {
          out.add(path + "=" + new String(content, StandardCharsets.UTF_8));
        }
      }
    }
    return out;
  }

  @Test
  void fieldsStandInTheOrderOfTheirNumbersAndExtensionsTravelAsYaml() {
    byte[] bytes =
        v2(
            """
            {"info":{"version":"v1","title":"T"},"swagger":"2.0",
             "x-more":{"b":[1,"2"],"a":true}}""");

    assertEquals(
        List.of("1=2.0", "2/1=T", "2/2=v1", "16/1=x-more", "16/2/2=a: true\nb:\n- 1\n- \"2\"\n"),
        leaves(bytes, "", List.of("2", "16", "16/2")));
  }

  @Test
  void swaggerSchemasNameTheirTypesItemsAndProperties() {
    byte[] bytes =
        v2(
            """
            {"definitions":{"A":{"type":"object","required":["l"],"properties":{
              "l":{"type":"array","items":{"$ref":"#/B"}},
              "m":{"additionalProperties":{"type":"string"},"minimum":1.5,"uniqueItems":false}}}}}""");

    assertEquals(
        List.of(
            "9/1/1=A",
            "9/1/2/19=l",
            "9/1/2/22/1=object",
            "9/1/2/25/1/1=l",
            "9/1/2/25/1/2/22/1=array",
            "9/1/2/25/1/2/23/1/1=#/B",
            "9/1/2/25/1/1=m",
            "9/1/2/25/1/2/9=1.5",
            "9/1/2/25/1/2/21/1/22/1=string"),
        leaves(
            bytes,
            "",
            List.of(
                "9",
                "9/1",
                "9/1/2",
                "9/1/2/22",
                "9/1/2/25",
                "9/1/2/25/1",
                "9/1/2/25/1/2",
                "9/1/2/25/1/2/21",
                "9/1/2/25/1/2/21/1",
                "9/1/2/25/1/2/21/1/22",
                "9/1/2/25/1/2/22",
                "9/1/2/25/1/2/23",
                "9/1/2/25/1/2/23/1")));
  }

  @Test
  void parametersAndAnswersAreOneOfTheirKinds() {
    byte[] bytes =
        v2(
            """
            {"paths":{"/a":{"get":{"parameters":[
               {"in":"body","name":"b","schema":{"type":"object"}},
               {"in":"query","name":"q","type":"string"},
               {"in":"path","name":"p","required":true,"type":"string"}],
              "responses":{"200":{"description":"OK"}}}}}}""");
    String operation = "8/2/2/2/";

    assertEquals(
        List.of(
            "8/2/1=/a",
            operation + "8/1/1/2=b",
            operation + "8/1/1/3=body",
            operation + "8/1/1/5/22/1=object",
            operation + "8/1/2/3/2=query",
            operation + "8/1/2/3/4=q",
            operation + "8/1/2/3/6=string",
            operation + "8/1/2/4/1=1",
            operation + "8/1/2/4/2=path",
            operation + "8/1/2/4/4=p",
            operation + "8/1/2/4/5=string",
            operation + "9/1/1=200",
            operation + "9/1/2/1/1=OK"),
        leaves(
            bytes,
            "",
            List.of(
                "8",
                "8/2",
                "8/2/2",
                "8/2/2/2",
                operation + "8",
                operation + "8/1",
                operation + "8/1/1",
                operation + "8/1/1/5",
                operation + "8/1/1/5/22",
                operation + "8/1/2",
                operation + "8/1/2/3",
                operation + "8/1/2/4",
                operation + "9",
                operation + "9/1",
                operation + "9/1/2",
                operation + "9/1/2/1")));
  }

  @Test
  void versionThreeTellsReferencesFromSchemasAndKeepsDefaultsThatAreZero() {
    byte[] bytes =
        v3(
            """
            {"openapi":"3.0.0","components":{"schemas":{
              "A":{"$ref":"#/B"},
              "B":{"type":"string","default":"","allOf":[{"$ref":"#/C"}]},
              "C":{"default":{},"additionalProperties":false},
              "D":{"default":0}}}}""");
    String schemas = "5/1/1/";

    assertEquals(
        List.of(
            "1=3.0.0",
            schemas + "1=A",
            schemas + "2/2/1=#/B",
            schemas + "1=B",
            schemas + "2/1/25=string",
            schemas + "2/1/26/2/1=#/C",
            schemas + "2/1/33/3=",
            schemas + "1=C",
            schemas + "2/1/32/2=0",
            schemas + "1=D",
            schemas + "2/1/33/1=0.0"),
        leaves(
            bytes,
            "",
            List.of(
                "5",
                "5/1",
                "5/1/1",
                schemas + "2",
                schemas + "2/1",
                schemas + "2/2",
                schemas + "2/1/26",
                schemas + "2/1/26/2",
                schemas + "2/1/32",
                schemas + "2/1/33")));
  }

  @Test
  void whatTheServerServesCanBeWritten() {
    JsonObject document = OpenApi.v2(Scheme.builtIn());

    assertEquals(0x0a, OpenApiProtobuf.v2(document)[0]);
  }
}
