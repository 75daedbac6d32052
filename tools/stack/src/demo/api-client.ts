/** The API refused, or did not answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
}

/** The few calls of the public API that the demo makes. */
export class ApiClient {
  readonly #base: string;
  #token = '';

  constructor(base: string) {
    this.#base = `${base}/api/v1`;
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(this.#token === '' ? {} : { authorization: `Bearer ${this.#token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new ApiError(`${method} ${path} answered ${answer.status}: ${text}`);
    }
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Signs in; later calls are made as this user. */
  async login(username: string, password: string): Promise<void> {
    const { token } = (await this.#call('POST', '/auth/login', { username, password })) as { token: string };
    this.#token = token;
  }

  /** Registers a cluster without ACL and returns its id. */
  async createCluster(cluster: { name: string; clusterId: string; nameServers: string }): Promise<string> {
    const made = await this.#call('POST', '/clusters', { ...cluster, networkType: 'VPC', aclEnabled: false });
    return (made as { id: string }).id;
  }

  /** Creates a one-way task of all topics, from the oldest message on, and returns its id. */
  async createClusterTask(name: string, sourceClusterId: string, targetClusterId: string): Promise<string> {
    const made = await this.#call('POST', '/tasks', {
      name,
      direction: 'ONE_WAY',
      level: 'CLUSTER',
      sourceClusterId,
      targetClusterId,
      startFrom: { type: 'EARLIEST' },
      topics: {},
    });
    return (made as { id: string }).id;
  }

  /** State of a task, why, and the messages sent so far. */
  async taskStatus(id: string): Promise<{ state: string; reason: unknown; sent: number }> {
    const task = (await this.#call('GET', `/tasks/${id}`)) as {
      status: { state: string; reason: unknown; totals: { sent: number | string } };
    };
    return { state: task.status.state, reason: task.status.reason, sent: Number(task.status.totals.sent) };
  }
}
