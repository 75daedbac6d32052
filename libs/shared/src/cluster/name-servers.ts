import { CLUSTER_LIMITS } from './cluster-rules.js';
import { parseHostPort } from './host-port.js';

/** One Name Server address. */
export interface NameServerAddress {
  host: string;
  port: number;
}

/** Why a Name Server list was refused: which entry, and what would be right. */
export interface NameServersError {
  entry: string;
  message: string;
}

/**
 * Reads `host:port;host:port` (also `[ipv6]:port`). Empty entries at the end are ignored.
 *
 * @returns the addresses in the order given, or the first entry that is wrong with a sentence that says what is right
 */
export function parseNameServers(text: string): NameServerAddress[] | NameServersError {
  const entries = text
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry.length > 0);
  if (entries.length === 0) return { entry: text, message: 'give at least one address as host:port' };
  if (entries.length > CLUSTER_LIMITS.nameServersCountMax)
    return {
      entry: text.slice(0, 40),
      message: `give at most ${CLUSTER_LIMITS.nameServersCountMax} addresses`,
    };
  const addresses: NameServerAddress[] = [];
  for (const entry of entries) {
    const address = parseAddress(entry);
    if (address === undefined)
      return { entry, message: 'must be host:port with a port from 1 to 65535, for example 10.0.0.1:9876' };
    addresses.push(address);
  }
  return addresses;
}

/** True when {@link parseNameServers} refused the text. */
export function isNameServersError(
  result: NameServerAddress[] | NameServersError,
): result is NameServersError {
  return !Array.isArray(result);
}

/** `host:port`, with brackets around an IPv6 host. */
export function formatNameServer(address: NameServerAddress): string {
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

function parseAddress(entry: string): NameServerAddress | undefined {
  const address = parseHostPort(entry);
  return address?.port === undefined ? undefined : { host: address.host, port: address.port };
}
