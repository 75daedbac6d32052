import { Connection } from './connection.js';

/** Resolves when an address takes a connection; throws `ConnectError` when it does not. */
export async function reach(
  address: string,
  options: { connectTimeoutMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const connection = await Connection.open(address, options);
  await connection.close();
}
