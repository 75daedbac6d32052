import { describe, expect, it } from 'vitest';
import { toClusterBody, toFormValues, toTestBody } from './cluster-form.js';

const VALUES = {
  name: 'a',
  clusterId: 'a',
  networkType: 'VPC' as const,
  nameServers: ' h:1 ',
  addressMap: [{ from: ' 10.0.0.5:1 ', to: 'g:1' }],
  aclEnabled: true,
  accessKey: 'ak',
  secretKey: '',
};

describe('C-03: keys of a cluster in requests', () => {
  it('leaves an empty SecretKey out, which keeps the stored one', () => {
    expect(toClusterBody(VALUES)).toEqual({
      name: 'a',
      clusterId: 'a',
      networkType: 'VPC',
      nameServers: 'h:1',
      addressMap: [{ from: '10.0.0.5:1', to: 'g:1' }],
      aclEnabled: true,
      accessKey: 'ak',
    });
    expect(toClusterBody({ ...VALUES, secretKey: 'sk' }).secretKey).toBe('sk');
  });
  it('sends no keys without ACL', () =>
    expect(toClusterBody({ ...VALUES, aclEnabled: false, secretKey: 'sk' })).not.toHaveProperty('secretKey'));
  it('tests what stands in the form, completed by the stored cluster', () =>
    expect(toTestBody(VALUES, 'id-1')).toEqual({
      id: 'id-1',
      nameServers: 'h:1',
      addressMap: [{ from: '10.0.0.5:1', to: 'g:1' }],
      aclEnabled: true,
      accessKey: 'ak',
    }));
  it('begins empty for a new cluster', () =>
    expect(toFormValues(undefined)).toMatchObject({ name: '', aclEnabled: false }));
});
