package io.coxswain.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FieldSetTest {
  private static final String FIELDS =
      "{'f:metadata':{'f:labels':{'.':{},'f:app':{}}},'f:spec':{'f:containers':{"
          + "'k:{\\\"name\\\":\\\"a\\\"}':{'.':{},'f:image':{}}},'f:finalizers':{'.':{},"
          + "'v:\\\"x\\\"':{}},'f:list':{'i:0':{}}}}";

  @Test
  void fieldsV1IsReadAndWrittenBack() {
    JsonObject json = Text.object(FIELDS);
    assertEquals(json.text(), FieldSet.ofJson(json).toJson().text());
  }

  @Test
  void pathsReadAsConflictsNameThem() {
    List<String> texts =
        FieldSet.ofJson(Text.object(FIELDS)).paths().stream().map(FieldSet::text).toList();
    assertTrue(texts.contains(".spec.containers[name=\"a\"].image"), texts.toString());
    assertTrue(texts.contains(".spec.finalizers[=\"x\"]"), texts.toString());
    assertTrue(texts.contains(".metadata.labels"), texts.toString());
  }

  @Test
  void differenceKeepsParentsAndRecursiveDifferenceTakesChildren() {
    FieldSet set = FieldSet.ofNames(List.of("a", "a.b", "a.b.c", "d"));
    assertEquals(
        FieldSet.ofNames(List.of("a", "a.b.c", "d")),
        set.difference(FieldSet.ofNames(List.of("a.b"))));
    assertEquals(
        FieldSet.ofNames(List.of("a", "d")),
        set.recursiveDifference(FieldSet.ofNames(List.of("a.b"))));
  }

  @Test
  void theAlgebraOfSetsHolds() {
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      FieldSet a = some(random);
      FieldSet b = some(random);
      assertEquals(a.union(b), b.union(a));
      assertEquals(a.intersection(b), b.intersection(a));
      assertEquals(a, a.difference(b).union(a.intersection(b)));
      assertTrue(a.difference(b).intersection(b).isEmpty());
      assertEquals(a, FieldSet.ofJson(a.toJson()));
    }
  }

  private static FieldSet some(Random random) {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      StringBuilder path = new StringBuilder("abc".substring(random.nextInt(3)).substring(0, 1));
      while (random.nextBoolean()) {
        path.append('.').append("abc".charAt(random.nextInt(3)));
      }
      paths.add(path.toString());
    }
    return FieldSet.ofNames(paths);
  }
}
