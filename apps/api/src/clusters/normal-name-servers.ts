import { formatNameServer, isNameServersError, parseNameServers } from '@slipstream/shared';
import { invalidField } from '../common/problems/problem-error.js';

/** `host:port;host:port` without spaces and empty entries. */
export function normalNameServers(text: string): string {
  const addresses = parseNameServers(text);
  if (isNameServersError(addresses))
    throw invalidField('nameServers', `${addresses.entry} ${addresses.message}`, 'NAME_SERVERS');
  return addresses.map(formatNameServer).join(';');
}
