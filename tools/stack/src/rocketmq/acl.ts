import { isV5, type RocketmqVersion } from './versions.ts';

/** One account of a cluster with ACL. */
export interface AclAccount {
  accessKey: string;
  secretKey: string;
  /** Administrators may do everything. Others may send to and read from everything, unless `denied`. */
  admin?: boolean;
  /** Known to the cluster, but without any right. */
  denied?: boolean;
}

/** The accounts of a cluster; the first one has to be an administrator, `mqadmin` and the brokers use it. */
export type AclOptions = readonly [AclAccount & { admin: true }, ...AclAccount[]];

/** `conf/plain_acl.yml` of 4.x. */
export function plainAcl(accounts: AclOptions): string {
  const entries = accounts.map((account) => {
    const right = account.denied === true ? 'DENY' : 'PUB|SUB';
    return [
      `  - accessKey: ${account.accessKey}`,
      `    secretKey: ${account.secretKey}`,
      `    admin: ${account.admin === true}`,
      `    defaultTopicPerm: ${right}`,
      `    defaultGroupPerm: ${account.denied === true ? 'DENY' : 'SUB'}`,
    ].join('\n');
  });
  return `accounts:\n${entries.join('\n')}\n`;
}

/** `conf/tools.yml`, from which mqadmin reads whom to sign as. 4.4.0 wants the file even when nobody signs. */
export function toolsAcl(accounts: AclOptions | undefined): string {
  const admin = accounts?.[0];
  return `accessKey: '${admin?.accessKey ?? ''}'\nsecretKey: '${admin?.secretKey ?? ''}'\n`;
}

/** What ACL adds to broker.conf. */
export function aclSettings(version: RocketmqVersion, accounts: AclOptions): Record<string, string> {
  const [admin] = accounts;
  if (!isV5(version)) {
    return { aclEnable: 'true' };
  }
  const auth = 'org.apache.rocketmq.auth';
  return {
    authenticationEnabled: 'true',
    authenticationProvider: `${auth}.authentication.provider.DefaultAuthenticationProvider`,
    authenticationMetadataProvider: `${auth}.authentication.provider.LocalAuthenticationMetadataProvider`,
    initAuthenticationUser: JSON.stringify({ username: admin.accessKey, password: admin.secretKey }),
    innerClientAuthenticationCredentials: JSON.stringify({
      accessKey: admin.accessKey,
      secretKey: admin.secretKey,
    }),
    authorizationEnabled: 'true',
    authorizationProvider: `${auth}.authorization.provider.DefaultAuthorizationProvider`,
    authorizationMetadataProvider: `${auth}.authorization.provider.LocalAuthorizationMetadataProvider`,
  };
}

/** The mqadmin calls that create the accounts of a 5.x cluster beyond the first. */
export function accountCommands(clusterName: string, accounts: AclOptions): string[][] {
  return accounts.slice(1).flatMap((account) => {
    const create = ['createUser', '-c', clusterName, '-u', account.accessKey, '-p', account.secretKey];
    if (account.admin === true) {
      return [[...create, '-t', 'Super']];
    }
    const allow = [
      'createAcl',
      '-c',
      clusterName,
      '-s',
      `User:${account.accessKey}`,
      '-r',
      'Topic:*,Group:*,Cluster:*',
    ];
    const rights = [...allow, '-a', 'Pub,Sub,Create,Update,Delete,Get,List', '-d', 'Allow'];
    return account.denied === true ? [[...create, '-t', 'Normal']] : [[...create, '-t', 'Normal'], rights];
  });
}
