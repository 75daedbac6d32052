import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { CheckRepository, SampleHousekeeping, SessionRepository } from '@slipstream/database';

const EVERY_MS = 3_600_000;

/** Looks after the tables of samples, also while no worker runs, and drops sessions and pre-checks that are over; once an hour. */
@Injectable()
export class Housekeeping implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Housekeeping.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly samples: SampleHousekeeping,
    private readonly sessions: SessionRepository,
    private readonly checks: CheckRepository,
  ) {}

  /** Cleans up now and from now on. */
  start(): void {
    const clean = (): void => {
      Promise.all([this.samples.run(), this.sessions.deleteExpired(), this.checks.deleteOld()]).catch(
        (error: unknown) => this.logger.warn({ err: error }, 'old rows could not be dropped'),
      );
    };
    this.timer ??= setInterval(clean, EVERY_MS).unref();
    clean();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
