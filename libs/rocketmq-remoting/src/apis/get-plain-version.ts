import { REQUEST_CODE } from '../codes/request-code.js';
import { ProtocolError } from '../errors.js';
import { parseFastJson } from '../wire/fast-json.js';
import { objectOf } from './answer-fields.js';
import { defineApi } from './define-api.js';
import { readDataVersion, type DataVersion } from './lazy-table.js';

/*
 * Broker. Java: GetBrokerAclConfigResponseHeader (4.5.2 to 5.3.2). Any valid account may ask. Never answered by a broker
 * without plain ACL. `version` stands still when accounts are changed by request 50 [run 4.9]; the versions of the files do not.
 * answer := ext version="{counter, timestamp}", allAclFileVersion="{file: {counter, timestamp}}" (4.9.3 to 4.9.8)
 */
export const getPlainVersion = defineApi<void, DataVersion>(REQUEST_CODE.GET_BROKER_CLUSTER_ACL_INFO, {
  encode: () => ({}),
  decode: ({ extFields }) => {
    const files = Object.values(
      objectOf(parseFastJson(extFields['allAclFileVersion'] ?? '{}'), 'allAclFileVersion'),
    ).map(readDataVersion);
    if (files.length > 0) return latest(files);
    const version = extFields['version'];
    if (version === undefined) throw new ProtocolError("The answer's version is missing");
    return readDataVersion(parseFastJson(version));
  },
});

function latest(versions: readonly DataVersion[]): DataVersion {
  return {
    counter: versions.reduce((sum, { counter }) => sum + counter, 0),
    timestamp: Math.max(...versions.map(({ timestamp }) => timestamp)),
  };
}
