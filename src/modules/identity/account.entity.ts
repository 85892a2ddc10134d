import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Checked, CodeColumn } from '../../infra/db/columns.ts';
import type { Role } from '../../shared/actor.ts';

/** 账号: what somebody signs in with. Home-side roles have a home region, HR officers a host region, ADMIN neither. */
@Entity('account')
@Checked('account', 'home_region_code', 'host_region_code', 'role', 'scope', 'tenant', 'username')
@Unique('account_username_key', ['username'])
export class Account {
  @PrimaryColumn('uuid')
  id: string;

  @CodeColumn()
  tenant: string;

  @CodeColumn()
  username: string;

  /** Argon2id in PHC string form. */
  @Column('text')
  passwordHash: string;

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

  @Column('timestamptz')
  createdAt: Date;
}
