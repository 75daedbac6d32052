import type { JsonValue } from '../wire/fast-json.js';
import { objectOf, optionalArrayOf, textOf } from './answer-fields.js';

/** One rule: what may be done, or not, with a resource. Java: PolicyEntryInfo. */
export interface AuthPolicyEntry {
  /** `Topic:x`, `Group:x`, `Cluster:x`; `Topic:x*` for all that begin so, `Topic:*` or `*` for all. */
  resource: string;
  /** `Pub`, `Sub`, `Create`, `Update`, `Delete`, `Get`, `List`, or `All`. */
  actions: readonly string[];
  /** Addresses or CIDR ranges from which it holds; empty = from everywhere. */
  sourceIps: readonly string[];
  /** `Allow` or `Deny`. */
  decision: string;
}

/** The rules of one type. */
export interface AuthPolicy {
  /** `Custom` counts before `Default`. */
  policyType: string;
  /** One at most for each resource. */
  entries: readonly AuthPolicyEntry[];
}

/** All rules of one subject. Java: AclInfo. */
export interface SubjectPolicies {
  /** `User:name`. */
  subject: string;
  policies: readonly AuthPolicy[];
}

/** Reads one `AclInfo` of an answer. */
export function readSubjectPolicies(value: JsonValue): SubjectPolicies {
  const acl = objectOf(value, 'acl');
  return {
    subject: textOf(acl['subject'], 'subject'),
    policies: optionalArrayOf(acl['policies'], 'policies').map((item) => {
      const policy = objectOf(item, 'policy');
      return {
        policyType: textOf(policy['policyType'] ?? 'Custom', 'policyType'),
        entries: optionalArrayOf(policy['entries'], 'entries').map(readEntry),
      };
    }),
  };
}

function readEntry(value: JsonValue): AuthPolicyEntry {
  const entry = objectOf(value, 'policy entry');
  const texts = (name: string): string[] =>
    optionalArrayOf(entry[name], name).map((item) => textOf(item, name));
  return {
    resource: textOf(entry['resource'], 'resource'),
    actions: texts('actions'),
    sourceIps: texts('sourceIps'),
    decision: textOf(entry['decision'], 'decision'),
  };
}
