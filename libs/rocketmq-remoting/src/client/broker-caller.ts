import type { Api } from '../apis/define-api.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { RemotingError, ResponseError } from '../errors.js';
import type { RequestOptions } from '../network/connection.js';
import type { ConnectionPool, ConnectionPurpose } from '../network/connection-pool.js';
import { invoke } from '../network/invoke.js';
import type { BrokerDirectory } from './broker-directory.js';

/** Carries out calls on the master of a named broker. */
export class BrokerCaller {
  readonly #directory: BrokerDirectory;
  readonly #pool: ConnectionPool;

  constructor(directory: BrokerDirectory, pool: ConnectionPool) {
    this.#directory = directory;
    this.#pool = pool;
  }

  async call<Request, Response>(
    brokerName: string,
    api: Api<Request, Response>,
    request: Request,
    options: RequestOptions = {},
    purpose: ConnectionPurpose = 'CALLS',
  ): Promise<Response> {
    const address = await this.#directory.masterAddress(brokerName, options.signal);
    try {
      const connection = await this.#pool.acquire(address, purpose, options.signal);
      return await invoke(connection, api, request, options);
    } catch (error) {
      if (mayHaveMoved(error)) this.#directory.suspect();
      throw error;
    }
  }
}

/** A missing topic is no sign that the broker is elsewhere; all else that asks for a new route is. */
function mayHaveMoved(error: unknown): boolean {
  const topicIsMissing =
    error instanceof ResponseError && error.responseCode === RESPONSE_CODE.TOPIC_NOT_EXIST;
  return error instanceof RemotingError && error.refreshRoute && !topicIsMissing;
}
