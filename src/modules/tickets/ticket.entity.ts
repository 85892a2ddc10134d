import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateTimeScalar, MoneyScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn, TenantRow } from '../../infra/db/columns.ts';
import { Enterprise } from '../enterprises/index.ts';
import { Station } from '../stations/index.ts';
import { Worker } from '../workers/index.ts';
import { TicketDeadlineRule } from './deadline-rule.entity.ts';
import { TicketCategory, TicketChannel, TicketPriority, TicketStatus } from './ticket.enums.ts';

/** The rule that holds where a province has set none; a migration wrote it. */
const NATIONAL_RULE = '00000000-0000-7000-8000-000000000001';

@ObjectType({ implements: Node, description: '服务工单: a worker’s matter, from opening to closing.' })
@Entity('service_ticket')
@Checked(
  'service_ticket',
  'amount_owed',
  'category',
  'channel',
  'hidden_worker',
  'incident_region_code',
  'people_involved',
  'priority',
  'status',
  'tenant',
)
@ForeignKey(() => Worker, ['tenant', 'workerId'], ['tenant', 'id'], { name: 'service_ticket_worker_fkey' })
@Unique('service_ticket_number_key', ['tenant', 'number'])
@Index('service_ticket_opened', ['tenant', 'openedAt', 'id'])
@Index('service_ticket_current', ['tenant', 'openedAt', 'id'], { where: `status <> 'CLOSED'` })
@Index('service_ticket_category', ['tenant', 'category', 'openedAt', 'id'])
@Index('service_ticket_home', ['tenant', 'homeRegionCode', 'openedAt', 'id'], {
  where: `right(home_region_code, 2) <> '00'`,
})
@Index('service_ticket_handler', ['tenant', 'handlerRegionCode', 'openedAt', 'id'], {
  where: '(handler_region_code <> home_region_code) IS TRUE',
})
@Index('service_ticket_station', ['tenant', 'stationId', 'openedAt', 'id'])
@Index('service_ticket_station_due', ['tenant', 'stationId', 'dueAt', 'id'], { where: 'resolved_at IS NULL' })
@Index('service_ticket_agent', ['tenant', 'agentId', 'openedAt', 'id'])
@Index('service_ticket_agent_due', ['tenant', 'agentId', 'dueAt', 'id'], { where: 'resolved_at IS NULL' })
@Index('service_ticket_worker', ['tenant', 'workerId'], { where: 'worker_id IS NOT NULL' })
@Index('service_ticket_due', ['tenant', 'dueAt', 'id'], { where: 'resolved_at IS NULL' })
export class ServiceTicket extends TenantRow {
  @Field(() => String, { description: 'For people: digits only, to be read out on the telephone.' })
  @CodeColumn()
  number: string;

  @Field(() => TicketChannel, { description: 'How the matter reached us.' })
  @Column('text')
  channel: TicketChannel;

  @Field(() => TicketCategory, { description: 'What it is about.' })
  @Column('text')
  category: TicketCategory;

  @Field(() => TicketStatus, { description: 'Where it is in its life.' })
  @Column('text')
  status: TicketStatus;

  @Field(() => TicketPriority, { description: 'How urgent it is.' })
  @Column('text')
  priority: TicketPriority;

  /** Empty once the person’s data is erased. */
  @Column('text')
  summary: string;

  @Field(() => Boolean, {
    description:
      '保密: who called, and which worker it is, is kept from all but those who opened or handle it or were let in. Its summary and history are not: keep names out of them.',
  })
  @Column('boolean', { default: false })
  confidential: boolean;

  @Field(() => Boolean, { description: '匿名: whoever called gave no name, and no number was kept.' })
  @Column('boolean', { default: false })
  anonymous: boolean;

  /** The worker's home region, the province's code when unknown. */
  @CodeColumn()
  homeRegionCode: string;

  /** The handling station's home region, the province's code while no station handles it. */
  @CodeColumn()
  handlerRegionCode: string;

  @CodeColumn({ nullable: true })
  incidentRegionCode: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey(() => Station, { name: 'service_ticket_station_fkey' })
  stationId: string | null;

  /** Who took it on; nobody while it waits for its station or at the desk. */
  @Column('uuid', { nullable: true })
  agentId: string | null;

  /** The account's name as of then: an account may move on. */
  @Field(() => String, {
    nullable: true,
    description: 'Who took it on, by the account’s name; null while it waits.',
  })
  @CodeColumn({ nullable: true })
  agentUsername: string | null;

  /** Null for a confidential one: there it stands with the caller. */
  @Column('uuid', { nullable: true })
  workerId: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey(() => Enterprise, { name: 'service_ticket_enterprise_fkey' })
  enterpriseId: string | null;

  @Field(() => Int, { nullable: true, description: 'How many people it concerns.' })
  @Column('integer', { nullable: true })
  peopleInvolved: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Wages owed, in all.' })
  @Column('numeric', { precision: 14, scale: 2, nullable: true })
  amountOwed: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was opened.' })
  @Column('timestamptz')
  openedAt: Date;

  @Field(() => DateTimeScalar, { description: 'It is late from this instant on.' })
  @Column('timestamptz')
  dueAt: Date;

  @Field(() => Boolean, {
    description: 'Whether the deadline counts days of a year whose holidays are not published yet.',
  })
  @Column('boolean')
  dueAtProvisional: boolean;

  @Column('uuid', { default: NATIONAL_RULE })
  @ForeignKey(() => TicketDeadlineRule, { name: 'service_ticket_deadline_rule_fkey' })
  deadlineRuleId: string;

  /** The number of the ticket that another province goes on with, or that it came from; numbers begin with the tenant. */
  @CodeColumn({ nullable: true })
  transferredToNumber: string | null;

  @CodeColumn({ nullable: true })
  transferredFromNumber: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When it was resolved, last, or when it ended here because another province goes on with it.',
  })
  @Column('timestamptz', { nullable: true })
  resolvedAt: Date | null;

  /** Whether it was resolved in time is measured by the first resolution: reopening does not change it. */
  @Column('timestamptz', { nullable: true })
  firstResolvedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  @Field(() => Int, { description: 'Counted up by every change.' })
  @Column('integer', { default: 1 })
  version: number;
}
