import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Injectable, Logger } from '@nestjs/common';
import {
  CheckRepository,
  recordCheck,
  SecretBox,
  WorkerRepository,
  type ClaimedCheck,
} from '@slipstream/database';
import {
  openQuestion,
  PRECHECK_DEADLINE_MS,
  runPrecheck,
  sealQuestion,
} from '@slipstream/replication/precheck';
import { checkLine, worstResult } from '@slipstream/shared';
import type { CreateCheckDto } from '@slipstream/shared/dto';
import { hasRole } from '../auth/roles.js';
import type { SessionUser } from '../auth/session-user.js';
import { ClusterClients } from '../clusters/cluster-connection.js';
import { notFound, ProblemError } from '../common/problems/problem-error.js';
import { CheckQuestions } from './check-question.service.js';
import { toLineViews, type CheckView } from './check.views.js';

/** Live workers get this long to take a check before the API looks itself, ms. */
const PATIENCE_MS = 8_000;

/** Pre-checks by the workers that will do the job; by the API where none is alive (C-04). */
@Injectable()
export class ChecksService {
  private readonly logger = new Logger(ChecksService.name);

  constructor(
    private readonly checks: CheckRepository,
    private readonly workers: WorkerRepository,
    private readonly questions: CheckQuestions,
    private readonly secrets: SecretBox,
    private readonly clients: ClusterClients,
  ) {}

  /** Asks for a check; its lines come by {@link get}. */
  async create(body: CreateCheckDto, user: SessionUser): Promise<{ id: string }> {
    if (body.cluster !== undefined && !hasRole(user.role, 'ADMIN'))
      throw new ProblemError('FORBIDDEN', 'Only an administrator checks a cluster by its addresses.');
    const id = randomUUID();
    const question = await this.questions.of(body);
    await this.checks.create(
      id,
      sealQuestion(question, (secret) => this.secrets.seal(id, secret)),
    );
    if (!(await this.hasWorkers())) await this.lookInstead(id, 'NO_WORKER', 0);
    return { id };
  }

  /** A check as far as it has come; one that no worker looks at any more is looked at here. */
  async get(id: string): Promise<CheckView> {
    let run = await this.checks.get(id);
    if (run !== undefined && run.state !== 'DONE') {
      await this.checks.endLost(id, checkLine({ place: 'TASK', cluster: '' }, 'BROKE_OFF'));
      const finding = (await this.hasWorkers()) ? 'NO_WORKER_TOOK_IT' : 'NO_WORKER';
      await this.lookInstead(id, finding, PATIENCE_MS);
      run = await this.checks.get(id);
    }
    if (run === undefined) throw notFound('check');
    const { state, lines, by, createdAt, finishedAt } = run;
    return {
      id,
      state,
      result: worstResult(lines),
      by,
      lines: toLineViews(lines),
      createdAt: createdAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
    };
  }

  private async hasWorkers(): Promise<boolean> {
    return (await this.workers.listAlive()).length > 0;
  }

  private async lookInstead(
    id: string,
    finding: 'NO_WORKER' | 'NO_WORKER_TOOK_IT',
    patienceMs: number,
  ): Promise<void> {
    const claimed = await this.checks.claimForApi(id, hostname(), patienceMs);
    if (claimed === undefined) return;
    this.look(claimed, finding).catch((error: unknown) =>
      this.logger.warn({ err: error }, 'a pre-check broke off'),
    );
  }

  private look(check: ClaimedCheck, finding: 'NO_WORKER' | 'NO_WORKER_TOOK_IT'): Promise<void> {
    return recordCheck(this.checks, check, async (tell) => {
      tell([checkLine({ place: 'WORKER', cluster: '' }, finding)]);
      const question = openQuestion(check.input, (cipher) => this.secrets.open(check.id, cipher));
      const signal = AbortSignal.timeout(PRECHECK_DEADLINE_MS);
      await runPrecheck(question, { clients: this.clients, now: Date.now, signal, tell });
    });
  }
}
