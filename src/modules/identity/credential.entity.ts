import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { CodeColumn } from '../../infra/db/columns.ts';
import { Account } from './account.entity.ts';

/**
 * The password of an account, in a table of its own: the floor shows it to whoever signs in with the account and to
 * nobody else. It carries the account's regions for those who may replace it unseen.
 */
@Entity('account_credential')
@Unique('account_credential_username_key', ['username'])
export class AccountCredential {
  @PrimaryColumn('uuid')
  @ForeignKey(() => Account, { name: 'account_credential_account_fkey' })
  accountId: string;

  @CodeColumn()
  username: string;

  @CodeColumn({ nullable: true })
  homeRegionCode: string | null;

  @CodeColumn({ nullable: true })
  hostRegionCode: string | null;

  /** Argon2id in PHC string form. */
  @Column('text')
  passwordHash: string;

  /** Until when a temporary password lets its owner in, to choose another; null for the owner's own. */
  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz')
  changedAt: Date;
}
