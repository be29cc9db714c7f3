package io.coxswain.node.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNameTest {
  @ParameterizedTest
  @CsvSource({
    "nginx,docker.io/library/nginx:latest",
    "nginx:1.25,docker.io/library/nginx:1.25",
    "user/app,docker.io/user/app:latest",
    "quay.io/x/y:z,quay.io/x/y:z",
    "localhost/x,localhost/x:latest",
    "127.0.0.1:5000/x:1,127.0.0.1:5000/x:1",
    "index.docker.io/library/nginx,docker.io/library/nginx:latest",
  })
  void namesGetRegistryAndTag(String image, String expected) {
    assertEquals(expected, ImageName.normalize(image));
  }

  @Test
  void whatCannotBeANameIsNone() {
    assertNull(ImageName.normalize("Not A Name"));
    assertNull(ImageName.normalize("Upper"));
    assertNull(ImageName.normalize("a:b:c"));
    assertNull(ImageName.normalize(""));
  }
}
