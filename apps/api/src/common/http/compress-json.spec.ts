import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compressJson } from './compress-json.js';

const LONG = { items: Array.from({ length: 200 }, (_, id) => ({ id, name: 'orders' })) };

let server: Server;
let port = 0;
beforeAll(async () => {
  const app = express();
  app.use('/api', compressJson());
  app.get('/api/v1/tasks', (_request, response) => void response.json(LONG));
  app.get('/api/v1/short', (_request, response) => void response.json({ ok: true }));
  app.get('/api/v1/auth/me', (_request, response) => void response.json(LONG));
  app.get('/api/v1/problem', (_request, response) => {
    response.status(400).type('application/problem+json').send(JSON.stringify(LONG));
  });
  app.get('/api/v1/export', (_request, response) => {
    response.type('application/x-ndjson').send(JSON.stringify(LONG));
  });
  app.get('/api/v1/events/stream', (_request, response) => {
    response.type('text/event-stream').write(`data: ${'x'.repeat(4096)}\n\n`);
  });
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const head = (path: string, accept = 'gzip, br'): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers: { 'accept-encoding': accept } }, (answer) => {
      answer.destroy();
      resolve(answer);
    }).on('error', reject);
  });

describe('compressed answers', () => {
  it.each(['/api/v1/tasks', '/api/v1/problem'])('shrinks the long JSON of %s', async (path) => {
    const { headers } = await head(path);
    expect([headers['content-encoding'], headers.vary]).toEqual(['br', 'Accept-Encoding']);
  });

  it('takes what the client accepts', async () => {
    expect((await head('/api/v1/tasks', 'gzip')).headers['content-encoding']).toBe('gzip');
    expect((await head('/api/v1/tasks', 'identity')).headers['content-encoding']).toBeUndefined();
  });

  it.each([
    ['a short answer', '/api/v1/short'],
    ['an export, which a program reads', '/api/v1/export'],
    ['the event stream, which would wait in a buffer', '/api/v1/events/stream'],
    ['what carries the session’s token', '/api/v1/auth/me'],
  ])('leaves alone %s', async (_what, path) => {
    expect((await head(path)).headers['content-encoding']).toBeUndefined();
  });
});
