import { signRequest } from '../acl/sign.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import type { RemotingCommand } from '../wire/remoting-command.js';
import type { FakeAnswer, FakeVersion } from './fake-connection.js';

/** The refusal of a badly signed request, in the words of the version; undefined when all is well. */
export function refuseUnsigned(
  request: RemotingCommand,
  accounts: ReadonlyMap<string, string>,
  version: FakeVersion,
): FakeAnswer | undefined {
  const { AccessKey: accessKey, Signature: signature, ...fields } = request.extFields;
  const is4 = version.startsWith('4.');
  const refusal = (text4: string, text5: string): FakeAnswer =>
    is4
      ? { code: RESPONSE_CODE.SYSTEM_ERROR, remark: `org.apache.rocketmq.acl.common.AclException: ${text4}` }
      : { code: RESPONSE_CODE.NO_PERMISSION, remark: text5 };
  if (accessKey === undefined) return refusal('No accessKey is configured', 'username cannot be null.');
  const secretKey = accounts.get(accessKey);
  if (secretKey === undefined) {
    return refusal(`No acl config for ${accessKey}`, `User:${accessKey} is not found.`);
  }
  const expected = signRequest(fields, request.body, { accessKey, secretKey })['Signature'];
  return expected === signature
    ? undefined
    : refusal(`Check signature failed for accessKey=${accessKey}`, 'check signature failed.');
}
