import type {
  EventView,
  GroupProgressView,
  MetadataItemView,
  MetricPoint,
  Problem,
  StreamView,
  TaskView,
} from '@slipstream/shared';

/** The last look of a task's metadata sync, or of its progress sync, at both clusters. */
export interface LastLook {
  lookedAt: string | null;
  tookMs: number | null;
  reason: { code: string } | null;
}

/** An answer that was no success, with its problem document. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;
  constructor(status: number, problem: Problem) {
    super(`${status} ${problem.code}: ${problem.detail} ${JSON.stringify(problem.errors ?? [])}`);
    this.status = status;
    this.problem = problem;
  }
}

/** The public HTTP interface as a user's script would call it. */
export class ApiClient {
  readonly url: string;
  #token = '';

  constructor(url: string) {
    this.url = url;
  }

  async login(password: string, username = 'admin'): Promise<void> {
    const { token } = await this.post<{ token: string }>('/auth/login', { username, password });
    this.#token = token;
  }

  get<T>(path: string): Promise<T> {
    return this.call('GET', path);
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    return this.call('POST', path, body);
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.call('PATCH', path, body);
  }

  delete(path: string): Promise<unknown> {
    return this.call('DELETE', path);
  }

  task(id: string): Promise<TaskView> {
    return this.get(`/tasks/${id}`);
  }

  async streams(id: string): Promise<StreamView[]> {
    return (await this.get<{ items: StreamView[] }>(`/tasks/${id}/streams`)).items;
  }

  async events(id: string): Promise<EventView[]> {
    return (await this.get<{ items: EventView[] }>(`/tasks/${id}/events`)).items;
  }

  async metrics(id: string, query = ''): Promise<MetricPoint[]> {
    return (await this.get<{ points: MetricPoint[] }>(`/tasks/${id}/metrics${query}`)).points;
  }

  /** Progress of a task's groups, all pages of it; `query` as in `?search=orders`. */
  progress(id: string, query: Record<string, string> = {}): Promise<GroupProgressView[]> {
    return this.#allPages(`/tasks/${id}/progress`, query);
  }

  /** Metadata of a task, all pages of it. */
  metadata(id: string, query: Record<string, string> = {}): Promise<MetadataItemView[]> {
    return this.#allPages(`/tasks/${id}/metadata`, query);
  }

  /** When a task's metadata or progress was last looked at; null before the first time. */
  async lastLook(id: string, part: 'metadata' | 'progress'): Promise<LastLook | null> {
    return (await this.get<{ status: LastLook | null }>(`/tasks/${id}/${part}?limit=1`)).status;
  }

  /** The figures for Prometheus, as text. */
  async prometheus(): Promise<string> {
    const response = await fetch(`${this.url}/metrics`, {
      headers: { authorization: `Bearer ${this.#token}` },
    });
    return response.text();
  }

  async registerCluster(
    name: string,
    nameServers: string,
    more: Record<string, unknown> = {},
  ): Promise<string> {
    const { id } = await this.post<{ id: string }>('/clusters', {
      name,
      clusterId: name,
      networkType: 'VPC',
      nameServers,
      aclEnabled: false,
      ...more,
    });
    return id;
  }

  /** Creates a task; what is left out is a one-way, cluster-level task from the earliest offset. */
  createTask(spec: Record<string, unknown>): Promise<TaskView> {
    return this.post('/tasks', {
      direction: 'ONE_WAY',
      level: 'CLUSTER',
      startFrom: { type: 'EARLIEST' },
      topics: {},
      ...spec,
    });
  }

  async #allPages<T>(path: string, query: Record<string, string>): Promise<T[]> {
    const found: T[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const words = new URLSearchParams({
        ...query,
        limit: '200',
        ...(after === undefined ? {} : { after }),
      });
      const page: { items: T[]; next: string | null } = await this.get(`${path}?${words.toString()}`);
      found.push(...page.items);
      after = page.next;
    }
    return found;
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(this.#token === '' ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw new ApiError(response.status, answer as Problem);
    return answer as T;
  }
}
