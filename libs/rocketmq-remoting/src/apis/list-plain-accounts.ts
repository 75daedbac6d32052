import { REQUEST_CODE } from '../codes/request-code.js';
import { jsonBody, optionalArrayOf, textOf } from './answer-fields.js';
import { defineApi } from './define-api.js';
import type { TableAnswer } from './lazy-table.js';
import { readPlainAccount, type PlainAccount } from './plain-account.js';
import { SecretTable } from './secret-table.js';

/** The plain ACL of one broker, secrets and all. */
export interface PlainAccounts extends TableAnswer {
  readonly accounts: readonly PlainAccount[];
  /** Addresses from which nobody has to sign at all. */
  readonly globalWhiteRemoteAddresses: readonly string[];
}

/*
 * Broker. Java: GetBrokerClusterAclConfigResponseBody. Any valid account may ask. Only 4.6.0 to 4.9.7 and 5.0.0 to 5.1.4 have it;
 * 4.9.8 and 5.2.0 to 5.3.2 keep plain ACL and tell it no more. Never answered by a broker of 4.x without plain ACL.
 * answer := body {globalWhiteAddrs: [address], plainAccessConfigs: [PlainAccessConfig]}
 */
export const listPlainAccounts = defineApi<void, PlainAccounts>(REQUEST_CODE.GET_BROKER_CLUSTER_ACL_CONFIG, {
  encode: () => ({}),
  decode: (answer) => new LazyPlainAccounts(answer.body),
});

class LazyPlainAccounts extends SecretTable<Omit<PlainAccounts, 'fingerprint'>> implements PlainAccounts {
  get accounts(): readonly PlainAccount[] {
    return this.content.accounts;
  }

  get globalWhiteRemoteAddresses(): readonly string[] {
    return this.content.globalWhiteRemoteAddresses;
  }

  protected read(body: Buffer): Omit<PlainAccounts, 'fingerprint'> {
    const table = jsonBody({ body });
    return {
      accounts: optionalArrayOf(table['plainAccessConfigs'], 'plainAccessConfigs').map(readPlainAccount),
      globalWhiteRemoteAddresses: optionalArrayOf(table['globalWhiteAddrs'], 'globalWhiteAddrs').map(
        (address) => textOf(address, 'white address'),
      ),
    };
  }
}
