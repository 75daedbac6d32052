import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ProblemError } from '../common/problems/problem-error.js';

/** Whether the process can serve requests. */
@Injectable()
export class ReadinessService {
  private migrated = false;

  constructor(private readonly dataSource: DataSource) {}

  /** The start calls it once the migrations are done. */
  setMigrated(): void {
    this.migrated = true;
  }

  /** @throws ProblemError DATABASE_UNAVAILABLE when the database does not answer or is not migrated */
  async check(): Promise<void> {
    if (!this.migrated) {
      throw new ProblemError('DATABASE_UNAVAILABLE', 'The database is being migrated.', {
        headers: { 'retry-after': '2' },
      });
    }
    await this.dataSource.query('SELECT 1');
  }
}
