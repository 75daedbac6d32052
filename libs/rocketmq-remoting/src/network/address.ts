import { ConnectError } from '../errors.js';
import type { HostAddress } from '../message/message.js';

/** Reads `host:port` or `[IPv6]:port`. Throws `ConnectError`, since nobody can connect to anything else. */
export function parseAddress(address: string): HostAddress {
  const match = /^(?:\[([0-9a-fA-F:.%]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(address.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !(port >= 1 && port <= 65_535)) {
    throw new ConnectError({
      address,
      message: `${JSON.stringify(address)} is not an address of the form host:port`,
    });
  }
  return { host, port };
}
