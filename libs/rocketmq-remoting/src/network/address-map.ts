/**
 * Where a broker is really reached: NAT, containers and port forwards make it give out an address (`brokerIP1`, `listenPort`)
 * that leads nowhere from here. Both sides are `host:port`, or both a host alone, which stands for all of its ports; an IPv6
 * host stands in brackets.
 */
export interface AddressRule {
  readonly from: string;
  readonly to: string;
}

/**
 * The address to connect to, for one that a Name Server or broker told. A rule for exactly this host and port wins over one for
 * its whole host, which keeps the port; without a rule the address stays. A mapped address is not mapped again.
 */
export function mapAddress(rules: readonly AddressRule[], address: string): string {
  const sought = address.toLowerCase();
  const exact = rules.find(({ from }) => from.toLowerCase() === sought);
  if (exact !== undefined) return exact.to;
  const colon = address.lastIndexOf(':');
  // Without a port there is nothing that a rule for a host could keep.
  if (colon <= 0) return address;
  const host = sought.slice(0, colon);
  const whole = rules.find(({ from }) => from.toLowerCase() === host);
  return whole === undefined ? address : whole.to + address.slice(colon);
}
