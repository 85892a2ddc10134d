import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Checked, CodeColumn, SealedColumn } from '../../infra/db/columns.ts';
import { ServiceTicket } from './ticket.entity.ts';

/** Who called about a ticket: in a table of its own, so that it can be hidden where the ticket is not. */
@Entity('ticket_caller')
@Checked('ticket_caller', 'tenant')
@ForeignKey(() => ServiceTicket, ['tenant', 'ticketId'], ['tenant', 'id'], {
  name: 'ticket_caller_ticket_fkey',
})
@Index('ticket_caller_phone', ['tenant', 'phoneHash'])
@Index('ticket_caller_worker', ['tenant', 'workerId'], { where: 'worker_id IS NOT NULL' })
export class TicketCaller {
  @PrimaryColumn('text', { collation: 'C' })
  tenant: string;

  @PrimaryColumn('uuid')
  ticketId: string;

  /** Copies of the ticket's, for the policies. */
  @CodeColumn()
  homeRegionCode: string;

  @CodeColumn()
  handlerRegionCode: string;

  /** The province that transferred the ticket here, two digits: the policies let it write this row and not read it. */
  @CodeColumn({ nullable: true })
  originTenant: string | null;

  @SealedColumn({ nullable: true })
  nameSealed: Buffer | null;

  @SealedColumn({ nullable: true })
  phoneSealed: Buffer | null;

  @SealedColumn({ nullable: true })
  phoneHash: Buffer | null;

  /** Who sees the row, where it is confidential; the policies compare with these columns. */
  @Column('boolean', { default: false })
  confidential: boolean;

  @Column('uuid', { nullable: true })
  openedBy: string | null;

  @Column('uuid', { nullable: true })
  agentId: string | null;

  /** By the account's id. */
  @Column('jsonb', { default: {} })
  grants: Record<string, CallerAccess>;

  /** The worker of a confidential ticket: whoever must not know the caller must not know the worker. */
  @Column('uuid', { nullable: true })
  workerId: string | null;

  /** Its person asked for erasure while the matter was under way, hidden from whoever erased: it is erased when closed. */
  @Column('boolean', { default: false })
  erasureDue: boolean;
}

/** Somebody who was let in, by the account's name, and until when (ISO 8601). */
export interface CallerAccess {
  username: string;
  until: string;
}
