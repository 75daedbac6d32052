import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { SESSION_COOKIE } from '../../auth/session-token.js';
import { LastResetView } from '../../tasks/reset/reset.views.js';
import { ReasonView, TaskTagView } from '../../tasks/task.views.js';
import { PathHopView, ProblemView } from './problem.view.js';
import { requestSchemas } from './request-schemas.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The OpenAPI document of the whole API. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const info = new DocumentBuilder()
    .setTitle('Slipstream')
    .setDescription(
      'Replication between Apache RocketMQ clusters. Errors are problem documents (RFC 9457) with a stable code.',
    )
    .setVersion('1')
    .addCookieAuth(SESSION_COOKIE)
    .addBearerAuth({ type: 'http', scheme: 'bearer' })
    .addSecurityRequirements('cookie')
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, info, {
    extraModels: [LastResetView, PathHopView, ProblemView, ReasonView, TaskTagView],
  });
  Object.assign(((document.components ??= {}).schemas ??= {}), requestSchemas());
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation === undefined) continue;
      operation.responses['default'] = {
        description: 'Refused; the code says why.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      };
    }
  }
  return document;
}
