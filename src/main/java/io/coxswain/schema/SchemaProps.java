package io.coxswain.schema;

import io.coxswain.kube.Gvk;

/** apiextensions' JSONSchemaProps, to which fields of three scalars of its own lead back. */
final class SchemaProps {
  private static final StructType TYPE = find();

  private SchemaProps() {}

  static StructType type() {
    return TYPE;
  }

  private static StructType find() {
    StructType crd =
        Scheme.builtIn().type(Gvk.of("apiextensions.k8s.io/v1", "CustomResourceDefinition"));
    StructType spec = (StructType) crd.field("spec").type();
    StructType version = (StructType) ((ListType) spec.field("versions").type()).item();
    StructType validation = (StructType) version.field("schema").type();
    return (StructType) validation.field("openAPIV3Schema").type();
  }
}
