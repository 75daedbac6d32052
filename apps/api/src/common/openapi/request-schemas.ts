import 'class-validator';
import * as requests from '@slipstream/shared/dto';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';
import type { SchemaObject } from '@nestjs/swagger';

/** Objects that null takes away; class-validator's rules do not tell them from those that may be left out. */
const NULLABLE: ReadonlyMap<string, string> = new Map([
  ['CreateTaskDto', 'tag'],
  ['UpdateTaskDto', 'tag'],
]);

/** OpenAPI schemas of the request bodies, from their class-validator rules: nothing is written twice. */
export function requestSchemas(): Record<string, SchemaObject> {
  const schemas = validationMetadatasToSchemas({
    refPointerPrefix: '#/components/schemas/',
    classTransformerMetadataStorage: defaultMetadataStorage,
    additionalConverters: {
      isPlainText: { type: 'string' },
      isNameServers: { type: 'string', example: '10.0.0.1:9876;10.0.0.2:9876' },
      isAddress: { type: 'string', example: '10.0.0.5:10911' },
      isTopicPattern: { items: { type: 'string' } },
      isTimestamp: {
        description: 'ms since the epoch, or ISO 8601 text (UTC when it names no zone).',
        oneOf: [{ type: 'integer', minimum: 0 }, { type: 'string' }],
      },
    },
  }) as Record<string, SchemaObject>;
  const bodies = Object.keys(requests).filter((name) => name.endsWith('Dto'));
  return Object.fromEntries(
    bodies.toSorted().flatMap((name) => {
      const schema = schemas[name];
      return schema === undefined ? [] : [[name, { ...withNull(name, schema), additionalProperties: false }]];
    }),
  );
}

function withNull(name: string, schema: SchemaObject): SchemaObject {
  const property = NULLABLE.get(name);
  const present = property === undefined ? undefined : schema.properties?.[property];
  if (property === undefined || present === undefined || !('$ref' in present)) return schema;
  const nullable: SchemaObject = { type: 'object', nullable: true, allOf: [{ $ref: present.$ref }] };
  return { ...schema, properties: { ...schema.properties, [property]: nullable } };
}
