import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';
import { Role } from '../../shared/actor.ts';

/** Home-side roles have a home region, HR officers a host region, ADMIN neither. The password is elsewhere. */
@ObjectType({ implements: Node, description: '账号: what somebody signs in with.' })
@Entity('account')
@Checked('account', 'home_region_code', 'host_region_code', 'issuer', 'role', 'scope', 'tenant', 'username')
@Unique('account_username_key', ['username'])
@Unique('account_subject_key', ['issuer', 'subject'])
@Index('account_home_region', ['homeRegionCode', 'username'])
@Index('account_admin', ['id'], { where: "(role = 'ADMIN'::text)" })
export class Account {
  @PrimaryColumn('uuid')
  id: string;

  @CodeColumn()
  tenant: string;

  @Field(() => String, { description: 'The name to sign in with; it never changes.' })
  @CodeColumn()
  username: string;

  @Field(() => String, { description: 'Whose it is, as colleagues know the person or the desk.' })
  @Column('text')
  name: string;

  @Field(() => Role, { description: 'What the person is here for.' })
  @Column('text')
  role: Role;

  @CodeColumn({ nullable: true })
  homeRegionCode: string | null;

  @CodeColumn({ nullable: true })
  hostRegionCode: string | null;

  @Column('uuid', { nullable: true })
  // By name: stations build on identity, not the other way round.
  @ForeignKey('Station', { name: 'account_station_fkey' })
  stationId: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when nobody may sign in with it.' })
  @Column('timestamptz', { nullable: true })
  disabledAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'The sign-in service that vouches for the person; null for an account with a password here.',
  })
  @Column('text', { nullable: true })
  issuer: string | null;

  /** The issuer's own name of the person. */
  @Column('text', { nullable: true })
  subject: string | null;

  /** When the issuer last said what role and region the person has. */
  @Column('timestamptz', { nullable: true })
  claimsAt: Date | null;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  @Column('timestamptz')
  createdAt: Date;

  @Field(() => Int, { description: 'Counted up by every change.' })
  @Column('integer', { default: 1 })
  version: number;
}
