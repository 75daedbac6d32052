import 'reflect-metadata';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { UserRepository } from '@slipstream/database';
import { createTestDatabase } from '@slipstream/database/testing';
import type { Problem } from '@slipstream/shared';
import { DataSource } from 'typeorm';
import { inject } from 'vitest';
import { AppModule } from '../app.module.js';
import { Passwords } from '../auth/passwords.js';
import type { Role } from '../auth/roles.js';
import { SessionService } from '../auth/session.service.js';
import { ClusterClients } from '../clusters/cluster-connection.js';
import { readConfig, type AppConfig } from '../config/app-config.js';
import { configureApp } from '../configure-app.js';
import { createLogger } from '../logging/logger.js';
import { prepare } from '../start-api.js';
import { FakeClusterClients } from './fake-cluster-clients.js';

/** Password of the first administrator of a {@link TestApi}. */
export const ADMIN_PASSWORD = 'canary-admin-password';

/** What a request of a spec carries. */
export interface TestRequest {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Sent as it is instead of `body`. */
  raw?: string | Uint8Array<ArrayBuffer>;
}

/** An answer, read whole. */
export interface TestAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** The answer as JSON; undefined when it is none. */
  json: unknown;
}

/** The real API on a database of its own, on a free port. */
export interface TestApi {
  url: string;
  app: NestExpressApplication;
  dataSource: DataSource;
  /** Session tokens, one for each role. */
  tokens: Record<Role, string>;
  /** Lines that the start printed. */
  printed: string[];
  /** Everything that was logged. */
  logged(): string;
  /** Every answer's text so far. */
  answered(): string;
  request(method: string, path: string, request?: TestRequest): Promise<TestAnswer>;
  close(): Promise<void>;
}

/** Starts the API as `main.ts` does, with clients of a made-up cluster unless others are given. */
export async function startTestApi(
  options: {
    clients?: ClusterClients;
    environment?: Record<string, string | undefined>;
    consoleDirectory?: string;
    /** Gives the URL by which the API reaches its database. */
    through?: (url: string) => Promise<string>;
  } = {},
): Promise<TestApi> {
  const database = await createTestDatabase(inject('databaseAdminUrl'));
  const config: AppConfig = readConfig({
    DATABASE_URL: (await options.through?.(database.url)) ?? database.url,
    SLIPSTREAM_SECRET_KEY: 'ab'.repeat(32),
    ADMIN_PASSWORD,
    LOG_LEVEL: 'trace',
    ...options.environment,
  });
  const log: string[] = [];
  const logger = createLogger(config.LOG_LEVEL, { write: (line) => void log.push(line) });
  const module = await Test.createTestingModule({
    imports: [AppModule.with(config, logger), DiscoveryModule],
  })
    .overrideProvider(ClusterClients)
    .useValue(options.clients ?? new FakeClusterClients({ 'broker-a': { topics: { orders: 4 } } }))
    .compile();
  const app = module.createNestApplication<NestExpressApplication>({
    bodyParser: false,
    bufferLogs: true,
    forceCloseConnections: true,
  });
  configureApp(app, { logger, consoleDirectory: options.consoleDirectory });
  const printed: string[] = [];
  await prepare(app, (line) => void printed.push(line));
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const answers: string[] = [];
  return {
    url,
    app,
    dataSource: app.get(DataSource),
    tokens: await makeUsers(app),
    printed,
    logged: () => log.join(''),
    answered: () => answers.join('\n'),
    request: async (method, path, request = {}) => {
      const answer = await send(`${url}${path}`, method, request);
      answers.push(answer.text);
      return answer;
    },
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

/** The problem document of an answer; fails when it is none. */
export function problemOf(answer: TestAnswer): Problem {
  const type = answer.headers.get('content-type') ?? '';
  if (!type.startsWith('application/problem+json'))
    throw new Error(`no problem document but ${answer.status} ${type}: ${answer.text.slice(0, 300)}`);
  return answer.json as Problem;
}

async function send(url: string, method: string, request: TestRequest): Promise<TestAnswer> {
  const headers: Record<string, string> = { ...request.headers };
  if (request.token !== undefined) headers['authorization'] = `Bearer ${request.token}`;
  const body = request.raw ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  if (body !== undefined) headers['content-type'] ??= 'application/json';
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function makeUsers(app: NestExpressApplication): Promise<Record<Role, string>> {
  const users = app.get(UserRepository);
  const sessions = app.get(SessionService);
  const open = async (username: string, role: Role): Promise<string> => {
    const user = await users.create({
      username,
      passwordHash: await app.get(Passwords).hash(`${username}-password`),
      role,
    });
    if (user === undefined) throw new Error(`no user ${username}`);
    return (await sessions.open(user.id)).token;
  };
  return {
    VIEWER: await open('vera', 'VIEWER'),
    OPERATOR: await open('otto', 'OPERATOR'),
    ADMIN: await open('anna', 'ADMIN'),
  };
}
