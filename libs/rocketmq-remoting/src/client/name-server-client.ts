import type { Api } from '../apis/define-api.js';
import { deleteTopicInNameServer } from '../apis/delete-topic-in-name-server.js';
import { getClusterInfo, type ClusterInfo } from '../apis/get-cluster-info.js';
import { getRouteInfo, type TopicRoute } from '../apis/get-route-info.js';
import { listTopics } from '../apis/list-topics.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import {
  NameServerUnreachableError,
  RequestAbortedError,
  ResponseError,
  RouteNotFoundError,
} from '../errors.js';
import type { ClientEventListener } from '../network/client-event.js';
import type { RequestOptions } from '../network/connection.js';
import type { ConnectionPool } from '../network/connection-pool.js';
import { invoke } from '../network/invoke.js';

/**
 * The Name Servers of one cluster. They do not talk to each other: any one can answer, a restarted one knows nothing for a
 * while. We stay with the one that answered last and go on to the next when it fails.
 */
export class NameServerClient {
  readonly #addresses: readonly string[];
  readonly #pool: ConnectionPool;
  readonly #onEvent: ClientEventListener | undefined;
  #current = 0;

  constructor(p: {
    addresses: readonly string[];
    pool: ConnectionPool;
    onEvent?: ClientEventListener | undefined;
  }) {
    if (p.addresses.length === 0) throw new TypeError('At least one Name Server address is needed');
    this.#addresses = p.addresses;
    this.#pool = p.pool;
    this.#onEvent = p.onEvent;
  }

  /** Throws `RouteNotFoundError` when no Name Server that answers has a route, `NameServerUnreachableError` when none answers. */
  async topicRoute(topic: string, options: RequestOptions = {}): Promise<TopicRoute> {
    try {
      return await this.#ask(getRouteInfo, { topic }, options);
    } catch (error) {
      if (error instanceof ResponseError && error.responseCode === RESPONSE_CODE.TOPIC_NOT_EXIST) {
        throw new RouteNotFoundError({ topic, cause: error });
      }
      throw error;
    }
  }

  clusterInfo(options: RequestOptions = {}): Promise<ClusterInfo> {
    return this.#ask(getClusterInfo, undefined, options);
  }

  topicList(options: RequestOptions = {}): Promise<string[]> {
    return this.#ask(listTopics, undefined, options);
  }

  /** On every Name Server; throws `NameServerUnreachableError` when one of them could not be told. */
  async deleteTopic(topic: string, options: RequestOptions = {}): Promise<void> {
    const outcomes = await Promise.allSettled(
      this.#addresses.map(async (address) => {
        const connection = await this.#pool.acquire(address, 'CALLS', options.signal);
        await invoke(connection, deleteTopicInNameServer, { topic }, options);
      }),
    );
    const failed = this.#addresses.flatMap((address, index) => {
      const outcome = outcomes[index];
      return outcome?.status === 'rejected' ? [{ address, cause: outcome.reason as unknown }] : [];
    });
    if (failed.length === 0) return;
    const refusal = failed.find(({ cause }) => cause instanceof ResponseError)?.cause;
    throw refusal instanceof ResponseError ? refusal : unreachable(failed);
  }

  async #ask<Request, Response>(
    api: Api<Request, Response>,
    request: Request,
    options: RequestOptions,
  ): Promise<Response> {
    const failures: { address: string; cause: unknown }[] = [];
    const first = this.#current;
    for (let step = 0; step < this.#addresses.length; step += 1) {
      const index = (first + step) % this.#addresses.length;
      const address = this.#addresses[index] ?? '';
      try {
        const connection = await this.#pool.acquire(address, 'CALLS', options.signal);
        const response = await invoke(connection, api, request, options);
        this.#stayWith(index, failures[0]?.cause);
        return response;
      } catch (error) {
        if (error instanceof RequestAbortedError) throw error;
        failures.push({ address, cause: error });
      }
    }
    // A refusal says more than a silence: somebody did answer.
    const refusal = failures.find(({ cause }) => cause instanceof ResponseError)?.cause;
    if (refusal instanceof ResponseError) throw refusal;
    throw unreachable(failures);
  }

  #stayWith(index: number, cause: unknown): void {
    if (index === this.#current) return;
    const from = this.#addresses[this.#current] ?? '';
    const to = this.#addresses[index] ?? '';
    // A Name Server that lacks one topic has not failed; the next question may go to it again.
    if (cause instanceof ResponseError) return;
    this.#current = index;
    this.#onEvent?.({ type: 'NAME_SERVER_SWITCHED', from, to, cause });
  }
}

function unreachable(failures: readonly { address: string; cause: unknown }[]): NameServerUnreachableError {
  return new NameServerUnreachableError({
    addresses: failures.map(({ address }) => address),
    causes: failures.map(({ cause }) => cause),
  });
}
