/** Status of a GET to a server on this machine; undefined when nobody answers within two seconds. */
export async function statusOf(url: string): Promise<number | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return undefined;
  }
}

/** The host part under which a server bound to `bind` is reached from this machine. */
export function localHost(bind: string): string {
  if (bind === '0.0.0.0') {
    return '127.0.0.1';
  }
  if (bind === '::') {
    return '[::1]';
  }
  return bind.includes(':') ? `[${bind}]` : bind;
}
