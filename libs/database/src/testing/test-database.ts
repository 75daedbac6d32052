import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import 'reflect-metadata';
import type { QueryRunner } from 'typeorm';
import { createDataSource } from '../data-source.js';
import { MIGRATIONS } from '../migrations/index.js';
import { runMigrations } from '../run-migrations.js';

/** A migrated database for one spec file. */
export interface TestDatabase {
  url: string;
  /** Ends what is still connected and removes the database. */
  drop(): Promise<void>;
}

/** Any constant: spec files that begin at once make the template one after the other. */
const TEMPLATE_LOCK = 5_150_331_870_021;

/**
 * Makes a migrated database from a template, which is made on first use (a copy costs some 30 ms).
 *
 * @param adminUrl any database of a server, with the right to create others
 */
export async function createTestDatabase(adminUrl: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await withClient(adminUrl, async (admin) => {
    await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const template = await ensureTemplate(admin, adminUrl);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return {
    url: databaseUrl(adminUrl, name),
    drop: () =>
      withClient(adminUrl, async (admin) => void (await admin.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}

/** An empty database, for tests of the migrations themselves. */
export async function createEmptyDatabase(adminUrl: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await withClient(adminUrl, async (admin) => void (await admin.query(`CREATE DATABASE ${name}`)));
  return {
    url: databaseUrl(adminUrl, name),
    drop: () =>
      withClient(adminUrl, async (admin) => void (await admin.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}

/** The template's name says which migrations it has had, text and all: a changed one gives another template. */
async function ensureTemplate(admin: Client, adminUrl: string): Promise<string> {
  const statements = await migrationStatements();
  const name = `template_${createHash('sha256').update(statements.join(';')).digest('hex').slice(0, 16)}`;
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [
    name,
  ]);
  if (rowCount === 1) return name;
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${name}`);
  const dataSource = await createDataSource(databaseUrl(adminUrl, name), { poolSize: 2 }).initialize();
  try {
    await runMigrations(dataSource);
  } finally {
    await dataSource.destroy();
  }
  await admin.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
  return name;
}

async function migrationStatements(): Promise<string[]> {
  const statements: string[] = [];
  const recorder = {
    query: async (statement: string) => void statements.push(statement),
  } as unknown as QueryRunner;
  for (const Migration of MIGRATIONS) await new Migration().up(recorder);
  return statements;
}

async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}
