/** Headers that tell which page made a request. */
export interface OriginHeaders {
  origin?: string | undefined;
  host?: string | undefined;
  'sec-fetch-site'?: string | string[] | undefined;
  'content-type'?: string | undefined;
}

/**
 * True unless another site's page may have made the request. Browsers set `Sec-Fetch-Site` and `Origin` themselves and
 * no page can change them; a request with neither is from no browser, or one whose plain forms cannot send JSON.
 */
export function isSameOrigin(headers: OriginHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (headers.origin !== undefined) return hostOf(headers.origin) === headers.host;
  const type = headers['content-type'];
  return type === undefined || /^application\/json\s*(?:;|$)/i.test(type);
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
