import { MessageFormatError } from '../errors.js';

/** `127.0.0.1` for the 4 bytes at `position`. */
export function readIpv4(bytes: Buffer, position: number): string {
  return `${bytes.readUInt8(position)}.${bytes.readUInt8(position + 1)}.${bytes.readUInt8(position + 2)}.${bytes.readUInt8(position + 3)}`;
}

/** The short form (RFC 5952) of the 16 bytes at `position`: the longest run of zero groups as `::`. */
export function readIpv6(bytes: Buffer, position: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(position + 2 * index));
  const zeros = longestZeroRun(groups);
  const hex = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
  if (zeros.length < 2) return hex(groups);
  return `${hex(groups.slice(0, zeros.start))}::${hex(groups.slice(zeros.start + zeros.length))}`;
}

/** The 4 or 16 address bytes of a numeric host. Throws `MessageFormatError` for anything else. */
export function hostBytes(host: string): Buffer {
  const bytes = host.includes(':') ? ipv6Bytes(host) : ipv4Bytes(host);
  if (bytes === undefined) throw new MessageFormatError(`No numeric IP address: ${host}`);
  return bytes;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, index) => {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  });
  return best;
}

function ipv4Bytes(host: string): Buffer | undefined {
  const parts = host.split('.');
  const isValid = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
  return isValid ? Buffer.from(parts.map(Number)) : undefined;
}

function ipv6Bytes(host: string): Buffer | undefined {
  const halves = host.split('::');
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
