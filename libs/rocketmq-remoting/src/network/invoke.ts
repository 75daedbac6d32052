import type { Api } from '../apis/define-api.js';
import { ResponseError } from '../errors.js';
import type { Connection, RequestOptions } from './connection.js';

/** One typed call: encode, ask, check the response code, decode. Throws `ResponseError` for a code that the api does not accept. */
export async function invoke<Request, Response>(
  connection: Connection,
  api: Api<Request, Response>,
  request: Request,
  options?: RequestOptions,
): Promise<Response> {
  const answer = await connection.request({ code: api.code, ...api.encode(request) }, options);
  if (api.accepts !== 'ANY' && !api.accepts.includes(answer.code)) {
    throw new ResponseError({
      address: connection.address,
      requestCode: api.code,
      responseCode: answer.code,
      remark: answer.remark,
    });
  }
  return api.decode(answer, request);
}
