import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A migration that is a list of statements, and that is never undone: one goes back by restoring a backup. */
export abstract class ForwardOnly implements MigrationInterface {
  protected abstract readonly statements: readonly string[];

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of this.statements) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
