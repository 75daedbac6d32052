import { describe, expect, it } from 'vitest';
import { loadWireVectors } from '../testing/wire-vectors.js';
import { decodeCommand } from '../wire/remoting-command.js';
import { signRequest } from './sign.js';

const signed = loadWireVectors().filter((vector) => vector.signature !== undefined);

describe('signRequest', () => {
  it.each(signed.map((vector) => [`${vector.name} (${vector.broker})`, vector] as const))(
    '%s: the signature that the broker accepted',
    (_, vector) => {
      const { extFields, body } = decodeCommand(Buffer.from(vector.hex, 'hex').subarray(4));
      const { AccessKey, SecurityToken, Signature, ...request } = extFields;
      const credentials = {
        accessKey: vector.accessKey ?? '',
        secretKey: vector.secretKey ?? '',
        securityToken: vector.securityToken,
      };
      const fields = signRequest(request, body, credentials);
      expect(fields).toEqual(extFields);
      expect(fields['Signature']).toBe(vector.signature);
      expect([fields['AccessKey'], fields['SecurityToken']]).toEqual([AccessKey, SecurityToken]);
      expect(Signature).toBe(vector.signature);
    },
  );

  it('has requests with JSON and binary headers, with and without a security token', () => {
    expect(signed.length).toBe(6);
  });

  const credentials = { accessKey: 'a', secretKey: 's' };
  const none = Buffer.alloc(0);

  it('does not depend on the order of the fields, nor on an older signature', () => {
    const expected = signRequest({ b: '1', B: '2', a: '3' }, none, credentials)['Signature'];
    expect(signRequest({ a: '3', b: '1', B: '2', Signature: 'old' }, none, credentials)['Signature']).toBe(
      expected,
    );
  });

  it('sorts by code units: upper case before lower case', () => {
    const expected = signRequest({ x: 'onetwo' }, none, credentials)['Signature'];
    expect(signRequest({ b: 'two', Z: 'one' }, none, credentials)['Signature']).toBe(expected);
  });

  it('leaves _UNIQUE_KEY_QUERY out of the signature, but in the request', () => {
    const expected = signRequest({ key: 'k' }, none, credentials)['Signature'];
    const fields = signRequest({ key: 'k', _UNIQUE_KEY_QUERY: 'true' }, none, credentials);
    expect(fields).toEqual({ key: 'k', _UNIQUE_KEY_QUERY: 'true', AccessKey: 'a', Signature: expected });
  });

  it('does not change what it was given, and adds no empty security token', () => {
    const request = Object.freeze({ topic: 'T' });
    expect(signRequest(request, none, { ...credentials, securityToken: '' })).not.toHaveProperty(
      'SecurityToken',
    );
    expect(request).toEqual({ topic: 'T' });
  });
});
