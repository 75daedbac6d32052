import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The user property that a task gives each of its copies (T-07). */
export class Tag1764100000300 implements MigrationInterface {
  readonly name = 'Tag1764100000300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE task ADD COLUMN tag jsonb`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE task DROP COLUMN tag`);
  }
}
