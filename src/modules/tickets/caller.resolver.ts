import { Arg, Args, Ctx, FieldResolver, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import type { AttemptCounter } from '../../infra/redis/attempts.ts';
import { authorize } from '../../operations/permissions.ts';
import { DomainError } from '../../shared/errors.ts';
import { normalizePhone } from '../../shared/phone.ts';
import { Worker, type WorkerQueries } from '../workers/index.ts';
import type { CallerRow, TicketQueries } from './ticket.queries.ts';
import { ServiceTicketConnection } from './ticket.types.ts';

@ObjectType({ description: '来电人: what is known of a number, within your scope.' })
export class Caller {}

@Resolver(() => Caller)
export class CallerResolver {
  constructor(
    private readonly queries: TicketQueries,
    private readonly workers: WorkerQueries,
    private readonly personalData: PersonalData,
    private readonly lookUps: AttemptCounter,
  ) {}

  @Query(() => Caller, { nullable: true, description: 'Who calls from a number; null when it is not known.' })
  async caller(
    @Ctx() { actor }: Context,
    @Arg('phone', () => String, { description: 'The number, in any spelling.' }) phone: string,
  ): Promise<CallerRow | null> {
    authorize(actor, 'caller');
    const number = normalizePhone(phone);
    if (!number) throw new DomainError('BAD_USER_INPUT', 'PHONE_INVALID');
    // Each field counts, however many a request holds: numbers in a row are somebody looking for people.
    const key = `caller\n${actor.id}`;
    if (!(await this.lookUps.take(key))) {
      throw new DomainError('RATE_LIMITED', 'RATE_LIMITED', { retryAfter: await this.lookUps.wait(key) });
    }
    return this.queries.caller(actor, this.personalData.lookupHash('phone', number));
  }

  @FieldResolver(() => Worker, { nullable: true, description: 'The worker with this number.' })
  worker(@Root() caller: CallerRow, @Ctx() ctx: Context) {
    return ctx.one(this.workers.byIds, caller.workerId);
  }

  @FieldResolver(() => ServiceTicketConnection, {
    description: 'What this number has called about, latest first.',
  })
  recentTickets(@Root() caller: CallerRow, @Ctx() { actor }: Context, @Args(() => PageArgs) page: PageArgs) {
    return this.queries.ofCaller(actor, page, caller.phoneHash);
  }
}
