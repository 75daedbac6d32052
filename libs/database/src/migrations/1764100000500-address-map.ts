import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the brokers of a cluster are really reached, by the address that they give out. */
export class AddressMap1764100000500 implements MigrationInterface {
  readonly name = 'AddressMap1764100000500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE cluster ADD COLUMN address_map jsonb NOT NULL DEFAULT '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE cluster DROP COLUMN address_map`);
  }
}
