import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concrete, routesOf } from '../testing/routes.js';
import { problemOf, startTestApi, type TestApi } from '../testing/test-api.js';
import { ACCESS_RULE, type AccessRule } from './access-rule.js';
import { hasRole, ROLES } from './roles.js';

const OPEN = ['GET /healthz', 'GET /readyz', 'POST /api/v1/auth/login'];

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

describe('access (U-01)', () => {
  it('is refused without a session on every route but health and login', async () => {
    const open: string[] = [];
    for (const route of routesOf(api.app)) {
      const answer = await api.request(route.method, concrete(route.path));
      if (answer.status === 401) expect(problemOf(answer).code).toBe('UNAUTHENTICATED');
      else open.push(`${route.method} ${route.path}`);
    }
    expect(open.toSorted()).toEqual(OPEN);
  });

  it('has a declared rule on every handler', () => {
    const reflector = api.app.get(Reflector);
    const controllers = api.app.get(DiscoveryService, { strict: false }).getControllers();
    const rules = controllers.flatMap(({ metatype }) =>
      metatype === null || typeof metatype !== 'function'
        ? []
        : new MetadataScanner().getAllMethodNames(metatype.prototype as object).map((name) => {
            const handler = (metatype.prototype as Record<string, () => unknown>)[name];
            return [
              `${metatype.name}.${name}`,
              handler && reflector.get<AccessRule | undefined>(ACCESS_RULE, handler),
            ] as const;
          }),
    );
    expect(rules.length).toBeGreaterThan(20);
    expect(rules.filter(([, rule]) => rule === undefined)).toEqual([]);
  });

  it('follows the roles on every operation of the OpenAPI document', async () => {
    const needed: Record<string, (typeof ROLES)[number]> = {
      'POST /api/v1/clusters': 'ADMIN',
      'POST /api/v1/clusters/test': 'ADMIN',
      'PUT /api/v1/clusters/:id': 'ADMIN',
      'PATCH /api/v1/clusters/:id': 'ADMIN',
      'DELETE /api/v1/clusters/:id': 'ADMIN',
      'POST /api/v1/checks': 'OPERATOR',
      'GET /api/v1/checks/:id': 'OPERATOR',
      'POST /api/v1/tasks': 'OPERATOR',
      'PATCH /api/v1/tasks/:id': 'OPERATOR',
      'DELETE /api/v1/tasks/:id': 'OPERATOR',
      'POST /api/v1/tasks/:id/start': 'OPERATOR',
      'POST /api/v1/tasks/:id/stop': 'OPERATOR',
      'POST /api/v1/tasks/preview': 'OPERATOR',
      'POST /api/v1/tasks/:id/reset-offset': 'OPERATOR',
      'POST /api/v1/tasks/:id/reset-offset/preview': 'OPERATOR',
      'POST /api/v1/tasks/:id/reset-offset/undo': 'OPERATOR',
      'POST /api/v1/tasks/:id/test-message': 'OPERATOR',
      'POST /api/v1/tasks/:id/acknowledge-gaps': 'OPERATOR',
      'POST /api/v1/tasks/:id/failures/retry': 'OPERATOR',
      'POST /api/v1/tasks/:id/failures/give-up': 'OPERATOR',
      'POST /api/v1/tasks/:id/metadata/:itemId/adopt': 'OPERATOR',
      'POST /api/v1/tasks/:id/progress/preview': 'OPERATOR',
      'POST /api/v1/tasks/:id/progress/apply': 'OPERATOR',
      'POST /api/v1/tasks/:id/metadata/:itemId/overwrite': 'OPERATOR',
    };
    const skipped = [...OPEN, 'POST /api/v1/auth/logout', 'GET /api/v1/events/stream'];
    for (const { method, path } of routesOf(api.app)) {
      const name = `${method} ${path}`;
      if (skipped.includes(name)) continue;
      for (const role of ROLES) {
        const answer = await api.request(method, concrete(path), { token: api.tokens[role] });
        const allowed = hasRole(role, needed[name] ?? 'VIEWER');
        expect(`${name} ${role} ${answer.status === 403 ? 'refused' : 'allowed'}`).toBe(
          `${name} ${role} ${allowed ? 'allowed' : 'refused'}`,
        );
        expect(answer.status).toBeLessThan(500);
      }
    }
  });

  it.each(['nonsense', '', 'a'.repeat(43), "' OR 1=1 --"])('is refused with the token %j', async (token) => {
    const answer = await api.request('GET', '/api/v1/tasks', { token });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });
});
