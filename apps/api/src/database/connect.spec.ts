import { createDataSource } from '@slipstream/database';
import { createTestDatabase } from '@slipstream/database/testing';
import { expect, inject, it } from 'vitest';
import { CutProxy } from '../testing/cut-proxy.js';
import { connectPatiently } from './connect.js';

it('waits for a database that is still starting, and not for ever', async () => {
  const database = await createTestDatabase(inject('databaseAdminUrl'));
  const proxy = await CutProxy.to(database.url);
  await proxy.cut();
  const dataSource = createDataSource(proxy.url);
  await expect(connectPatiently(dataSource, 0)).rejects.toThrow('ECONNREFUSED');
  const connecting = connectPatiently(dataSource, 60_000);
  await proxy.mend();
  await connecting;
  expect(dataSource.isInitialized).toBe(true);
  await dataSource.destroy();
  await proxy.cut();
  await database.drop();
});

it('does not wait when the URL is wrong', async () => {
  const url = new URL(inject('databaseAdminUrl'));
  url.pathname = '/no_such_database';
  await expect(connectPatiently(createDataSource(url.href), 60_000)).rejects.toThrow('does not exist');
});
