import type { Api } from '../apis/define-api.js';
import { ResponseError } from '../errors.js';
import type { RemotingCommand } from '../wire/remoting-command.js';
import type { Connection, RequestOptions } from './connection.js';

/** One typed call: encode, ask, check the response code, decode. Throws `ResponseError` for a code that the api does not accept. */
export function invoke<Request, Response>(
  connection: Connection,
  api: Api<Request, Response>,
  request: Request,
  options?: RequestOptions,
): Promise<Response> {
  return connection
    .request({ code: api.code, ...api.encode(request) }, options)
    .then((answer) => decodeAnswer(connection.address, api, request, answer));
}

function decodeAnswer<Request, Response>(
  address: string,
  api: Api<Request, Response>,
  request: Request,
  answer: RemotingCommand,
): Response {
  if (api.accepts !== 'ANY' && !api.accepts.includes(answer.code)) {
    throw new ResponseError({
      address,
      requestCode: api.code,
      responseCode: answer.code,
      remark: withoutSecrets(answer.remark, api.secretsOf?.(request) ?? []),
    });
  }
  return api.decode(answer, request);
}

function withoutSecrets(remark: string | null, secrets: readonly string[]): string | null {
  return secrets
    .filter((secret) => secret !== '')
    .reduce<string | null>((text, secret) => text?.replaceAll(secret, '***') ?? null, remark);
}
