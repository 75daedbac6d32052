import { createHmac } from 'node:crypto';

/** What a cluster with access control wants to know of a client. */
export interface Credentials {
  accessKey: string;
  secretKey: string;
  securityToken?: string;
}

// Left out by 4.9 always, by 5.x for header versions up to 399: the reason why CLIENT_VERSION stays at 399.
const NEVER_SIGNED: ReadonlySet<string> = new Set(['Signature', '_UNIQUE_KEY_QUERY']);

/**
 * The header fields of a request with `AccessKey`, `SecurityToken` (when there is one) and `Signature` added. The signature
 * is base64(HMAC-SHA1(secret key, values of the sorted fields without separators, then the body)); the same for 4.x ACL
 * and 5.x authentication, for JSON and binary headers.
 */
export function signRequest(
  extFields: Readonly<Record<string, string>>,
  body: Buffer,
  credentials: Credentials,
): Record<string, string> {
  const fields: Record<string, string> = { ...extFields, AccessKey: credentials.accessKey };
  if (credentials.securityToken !== undefined && credentials.securityToken !== '') {
    fields['SecurityToken'] = credentials.securityToken;
  }
  const hmac = createHmac('sha1', credentials.secretKey);
  // The default sort compares UTF-16 code units, as the TreeMap of the brokers does.
  for (const key of Object.keys(fields).toSorted()) {
    if (!NEVER_SIGNED.has(key)) hmac.update(fields[key] ?? '', 'utf8');
  }
  fields['Signature'] = hmac.update(body).digest('base64');
  return fields;
}
