import { Arg, Args, Ctx, FieldResolver, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import type { AttemptCounter } from '../../infra/redis/attempts.ts';
import { authorize } from '../../operations/permissions.ts';
import type { Actor } from '../../shared/actor.ts';
import { DomainError } from '../../shared/errors.ts';
import { normalizePhone } from '../../shared/phone.ts';
import { Worker, type WorkerQueries } from '../workers/index.ts';
import { CorrectTicketCallerInput } from './caller-correction.types.ts';
import type { CorrectCaller } from './ticket.correction.ts';
import type { CallerRow, TicketQueries } from './ticket.queries.ts';
import { ServiceTicketConnection, TicketPayload } from './ticket.types.ts';

@ObjectType({ description: '来电人: what is known of a number, within your scope.' })
export class Caller {}

@Resolver(() => Caller)
export class CallerResolver {
  constructor(
    private readonly queries: TicketQueries,
    private readonly workers: WorkerQueries,
    private readonly personalData: PersonalData,
    private readonly lookUps: AttemptCounter,
    private readonly correct: CorrectCaller,
  ) {}

  @Query(() => Caller, { nullable: true, description: 'Who calls from a number; null when it is not known.' })
  async caller(
    @Ctx() { actor }: Context,
    @Arg('phone', () => String, { description: 'The number, in any spelling.' }) phone: string,
  ): Promise<CallerRow | null> {
    authorize(actor, 'caller');
    const number = normalizePhone(phone);
    if (!number) throw new DomainError('BAD_USER_INPUT', 'PHONE_INVALID');
    await this.#countLookUp(actor);
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

  @Mutation(() => TicketPayload, {
    description:
      'Puts right who called (更正), or adds what was not told at first; the ticket is found by the new number from then on. By whoever knows the caller, at any time; not for anonymous tickets nor once the data is erased. Of a transferred ticket each province corrects its own.',
  })
  async correctTicketCaller(
    @Ctx() ctx: Context,
    @Arg('input', () => CorrectTicketCallerInput, { description: 'Which, and what is right.' })
    input: CorrectTicketCallerInput,
  ) {
    authorize(ctx.actor, 'correctTicketCaller');
    // The worker whom the ticket is then linked to shows whose number it is.
    if (input.callerPhone) await this.#countLookUp(ctx.actor);
    return this.correct(ctx, input);
  }

  /** Each field counts, however many a request holds: numbers in a row are somebody looking for people. */
  async #countLookUp({ id }: Actor): Promise<void> {
    const key = `caller\n${id}`;
    if (!(await this.lookUps.take(key))) {
      throw new DomainError('RATE_LIMITED', 'RATE_LIMITED', { retryAfter: await this.lookUps.wait(key) });
    }
  }
}
