import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { renderOpenApi } from './render-open-api.js';

interface Operation {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema?: object }> }>;
}

describe('openapi.json', () => {
  it('is what the code says: run "npm run build && npm run openapi" in apps/api after a change', async () => {
    const committed = await readFile(new URL('../../../openapi.json', import.meta.url), 'utf8');
    expect(await renderOpenApi()).toBe(committed);
  });

  it('has an id, an answer with a schema, and the problem document for every operation', async () => {
    const document = JSON.parse(await renderOpenApi()) as {
      paths: Record<string, Record<string, Operation>>;
      components: { schemas: object };
    };
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(operations.length);
    const incomplete = operations.filter(({ responses }) => {
      const [status, answer] = Object.entries(responses)[0] ?? [];
      const schema = Object.values(answer?.content ?? {})[0]?.schema;
      return responses['default'] === undefined || (status !== '204' && schema === undefined);
    });
    expect(incomplete.map((operation) => operation.operationId)).toEqual([]);
  });

  it('has every schema that it refers to', async () => {
    const text = await renderOpenApi();
    const document = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
    const referred = new Set(
      [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map((match) => match[1] ?? ''),
    );
    expect([...referred].filter((name) => !(name in document.components.schemas))).toEqual([]);
  });
});
