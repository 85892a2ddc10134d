import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Node } from '../../graphql/node.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { Checked, CodeColumn, TenantRow } from '../../infra/db/columns.ts';
import { Station } from '../stations/index.ts';
import { ServiceTicket } from './ticket.entity.ts';

@ObjectType({ implements: Node, description: 'One step in a ticket’s life; never changed.' })
@Entity('ticket_event')
@Checked('ticket_event', 'callback', 'tenant', 'type')
@ForeignKey(() => ServiceTicket, ['tenant', 'ticketId'], ['tenant', 'id'], {
  name: 'ticket_event_ticket_fkey',
})
@Index('ticket_event_ticket', ['tenant', 'ticketId', 'id'])
export class TicketEvent extends TenantRow {
  @Column('uuid')
  ticketId: string;

  /** Copies of the ticket's, for the policies. */
  @CodeColumn()
  homeRegionCode: string;

  @CodeColumn()
  handlerRegionCode: string;

  /** The province that transferred the ticket here, two digits, in the step that opened it. */
  @CodeColumn({ nullable: true })
  originTenant: string | null;

  @Field(() => DateTimeScalar, { description: 'When.' })
  @Column('timestamptz')
  at: Date;

  @Field(() => String, {
    description:
      'OPENED, ASSIGNED, ACCEPTED, RETURNED, NOTED, SUPERVISED, TRANSFERRED, RESOLVED, CALLED_BACK, CLOSED, REOPENED, HANDED_OVER when its station closed, MADE_CONFIDENTIAL, ACCESS_GRANTED or ACCESS_WITHDRAWN when somebody was let see its caller or no longer, CALLER_CORRECTED when its caller’s name or number was put right.',
  })
  @Column('text')
  type: TicketEventType;

  /** Empty once the person’s data is erased. */
  @Column('text', { nullable: true })
  note: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: '回访: whether the caller was reached; null for other steps.',
  })
  @Column('boolean', { nullable: true })
  reached: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: '回访: whether the caller was satisfied; null when not asked or not reached.',
  })
  @Column('boolean', { nullable: true })
  satisfied: boolean | null;

  /** The actor as of then: an account may move on, its steps do not. */
  @Column('uuid')
  actorId: string;

  @CodeColumn()
  actorUsername: string;

  @Column('uuid', { nullable: true })
  @ForeignKey(() => Station, { name: 'ticket_event_actor_station_fkey' })
  actorStationId: string | null;
}

export type TicketEventType =
  | 'OPENED'
  | 'ASSIGNED'
  | 'ACCEPTED'
  | 'RETURNED'
  | 'NOTED'
  | 'SUPERVISED'
  | 'TRANSFERRED'
  | 'RESOLVED'
  | 'CALLED_BACK'
  | 'CLOSED'
  | 'REOPENED'
  | 'HANDED_OVER'
  | 'MADE_CONFIDENTIAL'
  | 'ACCESS_GRANTED'
  | 'ACCESS_WITHDRAWN'
  | 'CALLER_CORRECTED';
