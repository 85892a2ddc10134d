import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn, SealedColumn } from '../../infra/db/columns.ts';
import { Account } from './account.entity.ts';

export const SessionEnd = {
  SIGNED_OUT: 'SIGNED_OUT',
  REVOKED: 'REVOKED',
  TOKEN_REUSED: 'TOKEN_REUSED',
  PASSWORD_CHANGED: 'PASSWORD_CHANGED',
  PASSWORD_RESET: 'PASSWORD_RESET',
  ACCOUNT_DISABLED: 'ACCOUNT_DISABLED',
} as const;
export type SessionEnd = (typeof SessionEnd)[keyof typeof SessionEnd];

registerEnumType(SessionEnd, {
  name: 'SessionEnd',
  description: 'What ended a session before its time.',
  valuesConfig: {
    SIGNED_OUT: { description: 'Its owner signed out.' },
    REVOKED: { description: 'Its owner or a manager ended it from elsewhere.' },
    TOKEN_REUSED: { description: 'A refresh token came a second time: one of the two had been stolen.' },
    PASSWORD_CHANGED: { description: 'The password was changed in another session.' },
    PASSWORD_RESET: { description: 'A manager reset the password.' },
    ACCOUNT_DISABLED: { description: 'A manager disabled the account.' },
  },
});

@ObjectType({ implements: Node, description: 'Somebody signed in, on one device.' })
@Entity('session')
@Checked('session', 'ended_by', 'ended')
@Index('session_expiry', ['expiresAt'])
@Index('session_account', ['accountId', 'id'])
export class Session {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey(() => Account, { name: 'session_account_fkey' })
  accountId: string;

  @CodeColumn({ nullable: true })
  homeRegionCode: string | null;

  @CodeColumn({ nullable: true })
  hostRegionCode: string | null;

  @Field(() => String, { nullable: true, description: 'What the client said it is (User-Agent).' })
  @Column('text', { nullable: true })
  client: string | null;

  /** Begun with a temporary password: nothing may be done but replace it. */
  @Column('boolean')
  passwordDue: boolean;

  /** Of the seed that all its refresh tokens hold. */
  @SealedColumn()
  seedHash: Buffer;

  /** Which refresh token is the next to be used. */
  @Column('integer', { default: 1 })
  generation: number;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  @Column('timestamptz')
  createdAt: Date;

  @Field(() => DateTimeScalar, {
    description: 'When it was last refreshed; it ends by itself a week later.',
  })
  @Column('timestamptz')
  refreshedAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends at the latest, however much it is used.' })
  @Column('timestamptz')
  expiresAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was ended, if it was.' })
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Field(() => SessionEnd, { nullable: true, description: 'What ended it.' })
  @Column('text', { nullable: true })
  endedBy: SessionEnd | null;
}
