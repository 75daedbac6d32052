/** A request body as Java's fastjson reads it. */
export function jsonRequest(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
