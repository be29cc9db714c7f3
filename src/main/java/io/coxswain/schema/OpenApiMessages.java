package io.coxswain.schema;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The protobuf messages in which OpenAPI documents travel (gnostic's {@code openapi.v2} and {@code
 * openapi.v3}), as far as a Kubernetes server fills them. A line is a message: its name, then
 * {@code key=number:type}, where a type is {@code string}, {@code bool}, {@code int}, {@code
 * double}, {@code any} or a message, and {@code *} behind it says that it repeats. The key {@code
 * *} stands for every key not named, {@code x-} for extensions; both become pairs of name and
 * value.
 */
final class OpenApiMessages {
  private static final String LIMITS =
      " maximum=%d:double exclusiveMaximum=%d:bool minimum=%d:double exclusiveMinimum=%d:bool"
          + " maxLength=%d:int minLength=%d:int pattern=%d:string maxItems=%d:int minItems=%d:int"
          + " uniqueItems=%d:bool";

  static final OpenApiMessages V2 =
      parse(
          """
          Document swagger=1:string info=2:Info host=3:string basePath=4:string schemes=5:string* \
          consumes=6:string* produces=7:string* paths=8:Paths definitions=9:Definitions \
          security=12:SecurityRequirement* securityDefinitions=13:SecurityDefinitions x-=16:any
          Info title=1:string version=2:string description=3:string termsOfService=4:string x-=7:any
          Paths x-=1:any *=2:PathItem
          PathItem $ref=1:string get=2:Operation put=3:Operation post=4:Operation \
          delete=5:Operation options=6:Operation head=7:Operation patch=8:Operation \
          parameters=9:ParametersItem* x-=10:any
          Operation tags=1:string* summary=2:string description=3:string externalDocs=4:ExternalDocs \
          operationId=5:string produces=6:string* consumes=7:string* parameters=8:ParametersItem* \
          responses=9:Responses schemes=10:string* deprecated=11:bool \
          security=12:SecurityRequirement* x-=13:any
          ExternalDocs description=1:string url=2:string x-=3:any
          JsonReference $ref=1:string description=2:string
          BodyParameter description=1:string name=2:string in=3:string required=4:bool \
          schema=5:Schema x-=6:any
          QueryParameterSubSchema required=1:bool in=2:string description=3:string name=4:string \
          allowEmptyValue=5:bool type=6:string format=7:string collectionFormat=9:string \
          default=10:any%s enum=21:any* multipleOf=22:double x-=23:any
          PathParameterSubSchema required=1:bool in=2:string description=3:string name=4:string \
          type=5:string format=6:string collectionFormat=8:string default=9:any%s enum=20:any* \
          multipleOf=21:double x-=22:any
          Responses *=1:ResponseValue x-=2:any
          Response description=1:string schema=2:SchemaItem x-=5:any
          Definitions *=1:Schema
          Schema $ref=1:string format=2:string title=3:string description=4:string default=5:any \
          multipleOf=6:double%s maxProperties=17:int minProperties=18:int required=19:string* \
          enum=20:any* additionalProperties=21:AdditionalPropertiesItem type=22:TypeItem \
          items=23:ItemsItem allOf=24:Schema* properties=25:Properties discriminator=26:string \
          readOnly=27:bool externalDocs=29:ExternalDocs example=30:any x-=31:any
          Properties *=1:Schema
          SecurityRequirement *=1:StringArray
          SecurityDefinitions *=1:SecurityDefinitionsItem
          ApiKeySecurity type=1:string name=2:string in=3:string description=4:string x-=5:any
          """
              .formatted(limits(11), limits(10), limits(7)));

  static final OpenApiMessages V3 =
      parse(
          """
          Document openapi=1:string info=2:Info paths=4:Paths components=5:Components \
          security=6:SecurityRequirement* externalDocs=8:ExternalDocs x-=9:any
          Info title=1:string description=2:string termsOfService=3:string version=6:string x-=7:any \
          summary=8:string
          ExternalDocs description=1:string url=2:string x-=3:any
          Paths *=1:PathItem x-=2:any
          PathItem $ref=1:string summary=2:string description=3:string get=4:Operation \
          put=5:Operation post=6:Operation delete=7:Operation options=8:Operation head=9:Operation \
          patch=10:Operation trace=11:Operation parameters=13:ParameterOrReference* x-=14:any
          Operation tags=1:string* summary=2:string description=3:string externalDocs=4:ExternalDocs \
          operationId=5:string parameters=6:ParameterOrReference* \
          requestBody=7:RequestBodyOrReference responses=8:Responses deprecated=10:bool \
          security=11:SecurityRequirement* x-=13:any
          Parameter name=1:string in=2:string description=3:string required=4:bool \
          deprecated=5:bool allowEmptyValue=6:bool style=7:string explode=8:bool \
          allowReserved=9:bool schema=10:SchemaOrReference example=11:any content=13:MediaTypes \
          x-=14:any
          RequestBody description=1:string content=2:MediaTypes required=3:bool x-=4:any
          MediaTypes *=1:MediaType
          MediaType schema=1:SchemaOrReference example=2:any x-=5:any
          Responses default=1:ResponseOrReference *=2:ResponseOrReference x-=3:any
          Response description=1:string content=3:MediaTypes x-=5:any
          Reference $ref=1:string summary=2:string description=3:string
          Components schemas=1:SchemasOrReferences securitySchemes=7:SecuritySchemesOrReferences \
          x-=10:any
          SchemasOrReferences *=1:SchemaOrReference
          SecuritySchemesOrReferences *=1:SecuritySchemeOrReference
          SecurityScheme type=1:string description=2:string name=3:string in=4:string \
          scheme=5:string bearerFormat=6:string openIdConnectUrl=8:string x-=9:any
          SecurityRequirement *=1:StringArray
          Schema nullable=1:bool readOnly=3:bool writeOnly=4:bool externalDocs=6:ExternalDocs \
          example=7:any deprecated=8:bool title=9:string multipleOf=10:double%s \
          maxProperties=21:int minProperties=22:int required=23:string* enum=24:any* type=25:string \
          allOf=26:SchemaOrReference* oneOf=27:SchemaOrReference* anyOf=28:SchemaOrReference* \
          not=29:Schema items=30:ItemsItem properties=31:Properties \
          additionalProperties=32:AdditionalPropertiesItem default=33:DefaultType \
          description=34:string format=35:string x-=36:any
          Properties *=1:SchemaOrReference
          """
              .formatted(limits(11)));

  /** One field; {@code key} as in the JSON document. */
  record Field(String key, int number, String type, boolean repeated) {
    boolean open() {
      return key.equals("*") || key.equals("x-");
    }
  }

  private final Map<String, List<Field>> messages;

  private OpenApiMessages(Map<String, List<Field>> messages) {
    this.messages = messages;
  }

  /** The fields of a message, highest number first. */
  List<Field> fields(String message) {
    return messages.get(message);
  }

  private static String limits(int first) {
    Object[] numbers = new Object[10];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = first + i;
    }
    return LIMITS.formatted(numbers);
  }

  private static OpenApiMessages parse(String lines) {
    Map<String, List<Field>> messages = new HashMap<>();
    for (String line : lines.strip().split("\n")) {
      String[] words = line.strip().split("\\s+");
      List<Field> fields = new ArrayList<>();
      for (int i = 1; i < words.length; i++) {
        int equals = words[i].lastIndexOf('=');
        int colon = words[i].lastIndexOf(':');
        String type = words[i].substring(colon + 1);
        boolean repeated = type.endsWith("*");
        fields.add(
            new Field(
                words[i].substring(0, equals),
                Integer.parseInt(words[i].substring(equals + 1, colon)),
                repeated ? type.substring(0, type.length() - 1) : type,
                repeated));
      }
      fields.sort(Comparator.comparingInt(Field::number).reversed());
      messages.put(words[0], List.copyOf(fields));
    }
    return new OpenApiMessages(Map.copyOf(messages));
  }
}
