import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a task compresses bodies on their way to the target. */
export class Compression1763900000200 implements MigrationInterface {
  readonly name = 'Compression1763900000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE task ADD COLUMN compression jsonb NOT NULL DEFAULT '{"type":"NONE"}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE task DROP COLUMN compression`);
  }
}
