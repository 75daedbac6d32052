import pg from 'pg';

/** Whether the database has users already: only an installation without any needs a password for its administrator. */
export async function hasUsers(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const table = await client.query<{ found: string | null }>("SELECT to_regclass('app_user') AS found");
    if (table.rows[0]?.found == null) {
      return false;
    }
    return (await client.query('SELECT 1 FROM app_user LIMIT 1')).rowCount === 1;
  } catch (error) {
    throw new Error(
      `the database does not answer: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
