import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { renderOpenApi } from './common/openapi/render-open-api.js';

/** Usage: node dist/openapi.js — writes apps/api/openapi.json; needs no database. */
await writeFile(fileURLToPath(new URL('../openapi.json', import.meta.url)), await renderOpenApi());
