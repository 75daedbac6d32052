import { parseHostPort } from './host-port.js';

/**
 * Where a broker is really reached, by the address that it gives out (NAT, containers, port forwards). Both are `host:port`, or
 * both a host alone, which stands for all of its ports. A rule for host and port wins over one for its whole host.
 */
export interface AddressMapEntry {
  from: string;
  to: string;
}

/** Most entries of a map: a large cluster's brokers, each by itself. */
export const ADDRESS_MAP_MAX = 256;
/** Longest address, in characters: a host name of 253, brackets and a port. */
export const ADDRESS_MAX = 261;

/** What is wrong with an entry. */
export const ADDRESS_MAP_FAULTS = [
  /** Neither `host:port` nor a host. */
  'NOT_AN_ADDRESS',
  /** One side names a port, the other does not. */
  'PORT_ON_ONE_SIDE',
  /** Another entry has the same `from`. */
  'DUPLICATE',
] as const;
export type AddressMapFault = (typeof ADDRESS_MAP_FAULTS)[number];

/** The first thing that is wrong with a map: in which entry and at which of its fields. */
export interface AddressMapProblem {
  index: number;
  field: keyof AddressMapEntry;
  fault: AddressMapFault;
}

/** `host:port` or a host in its one form: lower case, an IPv6 host in brackets; undefined for anything else. */
export function normalAddress(text: string): string | undefined {
  const address = parseHostPort(text.trim());
  if (address === undefined) return undefined;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return (address.port === undefined ? host : `${host}:${address.port}`).toLowerCase();
}

/** Everything that is wrong with a map, in the order of its entries; empty when it can be used. */
export function addressMapProblems(entries: readonly AddressMapEntry[]): AddressMapProblem[] {
  const seen = new Set<string>();
  const problems: AddressMapProblem[] = [];
  for (const [index, entry] of entries.entries()) {
    const from = parseHostPort(entry.from.trim());
    const to = parseHostPort(entry.to.trim());
    if (from === undefined) problems.push({ index, field: 'from', fault: 'NOT_AN_ADDRESS' });
    if (to === undefined) problems.push({ index, field: 'to', fault: 'NOT_AN_ADDRESS' });
    if (from === undefined) continue;
    if (to !== undefined && (from.port === undefined) !== (to.port === undefined))
      problems.push({ index, field: 'to', fault: 'PORT_ON_ONE_SIDE' });
    const key = normalAddress(entry.from) ?? '';
    if (seen.has(key)) problems.push({ index, field: 'from', fault: 'DUPLICATE' });
    seen.add(key);
  }
  return problems;
}

/** The map in its one form. Only for one without {@link addressMapProblems}; an entry that has some stays as it is. */
export function normalAddressMap(entries: readonly AddressMapEntry[]): AddressMapEntry[] {
  return entries.map(({ from, to }) => ({ from: normalAddress(from) ?? from, to: normalAddress(to) ?? to }));
}

/** True when both lead every address to the same place, whatever the order of their entries. */
export function isSameAddressMap(a: readonly AddressMapEntry[], b: readonly AddressMapEntry[]): boolean {
  const text = (map: readonly AddressMapEntry[]): string =>
    normalAddressMap(map)
      .map(({ from, to }) => `${from} ${to}`)
      .toSorted()
      .join('\n');
  return text(a) === text(b);
}
