import { hostBytes } from './host-address.js';
import type { StoredMessage } from './message.js';

/** The id by which a broker finds a record: store host, port and commit-log offset in upper-case hex (32 or 56 characters). */
export function offsetMessageId(message: Pick<StoredMessage, 'storeHost' | 'commitLogOffset'>): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const { host, port } = message.storeHost;
  const id = hostBytes(host).toString('hex') + hex(port >>> 0, 8) + hex(message.commitLogOffset, 16);
  return id.toUpperCase();
}
