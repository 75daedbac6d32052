const HOST_NAME =
  /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$/;
const IPV6 = /^[0-9A-Fa-f:.]{2,45}$/;
const DOTTED_DIGITS = /^[0-9.]+$/;

/** Reads `host:port`, a host alone, and both with an `[ipv6]` host; undefined for anything else. */
export function parseHostPort(text: string): { host: string; port?: number } | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const host = readHost(match[1], match[2] ?? '');
  if (host === undefined) return undefined;
  if (match[3] === undefined) return { host };
  const port = Number(match[3]);
  return port < 1 || port > 65535 ? undefined : { host, port };
}

function readHost(ipv6: string | undefined, name: string): string | undefined {
  if (ipv6 !== undefined) return IPV6.test(ipv6) && ipv6.includes(':') ? ipv6 : undefined;
  if (DOTTED_DIGITS.test(name)) return isIpv4(name) ? name : undefined;
  return HOST_NAME.test(name) ? name : undefined;
}

function isIpv4(host: string): boolean {
  const parts = host.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}
