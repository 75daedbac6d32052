import type { RemotingCommand } from '../wire/remoting-command.js';

/** The header fields of a request; those that are `undefined` are left out. */
export type RequestFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** A request on its way to a connection. */
export interface ApiCall {
  code: number;
  extFields?: RequestFields;
  body?: Buffer;
}

/** One request code: how to ask and how to read the answer. Pure; `network/invoke.ts` carries it out. */
export interface Api<Request, Response> {
  readonly code: number;
  /** Response codes that `decode` understands; all others are a `ResponseError`. */
  readonly accepts: readonly number[] | 'ANY';
  encode(request: Request): Omit<ApiCall, 'code'>;
  /** Throws `ProtocolError` when the answer lacks what it must have. */
  decode(answer: RemotingCommand, request: Request): Response;
  /** What the request holds that no error may repeat. */
  secretsOf?(request: Request): readonly string[];
}

/** Declares an api; without `accepts`, only SUCCESS is accepted. */
export function defineApi<Request, Response>(
  code: number,
  p: Omit<Api<Request, Response>, 'code' | 'accepts'> & Partial<Pick<Api<Request, Response>, 'accepts'>>,
): Api<Request, Response> {
  return { accepts: [0], ...p, code };
}
