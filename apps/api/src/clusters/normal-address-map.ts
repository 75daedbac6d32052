import {
  addressMapProblems,
  normalAddressMap,
  type AddressMapEntry,
  type AddressMapFault,
  type FieldRule,
} from '@slipstream/shared';
import { ProblemError } from '../common/problems/problem-error.js';

const MESSAGES: Readonly<Record<AddressMapFault, string>> = {
  NOT_AN_ADDRESS:
    'must be host:port with a port from 1 to 65535, or a host alone for all of its ports, for example 10.0.0.5:10911',
  PORT_ON_ONE_SIDE:
    'must have a port exactly when from has one: a host alone stands for all of its ports and keeps them',
  DUPLICATE: 'is the from of another entry already',
};

const RULES: Readonly<Record<AddressMapFault, FieldRule>> = {
  NOT_AN_ADDRESS: 'ADDRESS',
  PORT_ON_ONE_SIDE: 'ADDRESS_PORTS',
  DUPLICATE: 'TWICE',
};

/** The map as it is stored. Throws a `ProblemError` that names every field that is wrong, as in `addressMap.0.to`. */
export function checkedAddressMap(entries: readonly AddressMapEntry[]): AddressMapEntry[] {
  const errors = addressMapProblems(entries).map(({ index, field, fault }) => ({
    path: `addressMap.${index}.${field}`,
    message: MESSAGES[fault],
    rule: RULES[fault],
  }));
  const [first] = errors;
  if (first !== undefined)
    throw new ProblemError('VALIDATION_FAILED', `${first.path} ${first.message}`, { errors });
  return normalAddressMap(entries);
}
