import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found, idAs } from '../../graphql/found.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import type { Outcome } from '../../operations/command.ts';
import { Region, type RegionRecord, regionFilter } from '../regions/index.ts';
import type { AccountCommands, WithPassword } from './account.commands.ts';
import { Account } from './account.entity.ts';
import type { AccountQueries } from './account.queries.ts';
import {
  AccountConnection,
  AccountFilter,
  AccountPasswordPayload,
  AccountPayload,
  ChangeAccountRoleInput,
  ChangePasswordInput,
  CreateAccountInput,
  DisableAccountInput,
  EditAccountInput,
  EnableAccountInput,
  MoveAccountToStationInput,
  ResetAccountPasswordInput,
  UnlockAccountInput,
} from './account.types.ts';
import type { OwnAccountCommands } from './own-account.commands.ts';
import { regionOfWork } from './viewer.resolver.ts';

@Resolver(() => Account)
export class AccountResolver {
  constructor(
    private readonly queries: AccountQueries,
    private readonly commands: AccountCommands,
    private readonly own: OwnAccountCommands,
  ) {}

  @Query(() => Account, { nullable: true, description: 'One account: yours, or one you manage.' })
  async account(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'Its id.' }) id: string) {
    return found(await ctx.one(this.queries.byIds, idAs('Account', id, ctx.actor)));
  }

  @Query(() => AccountConnection, { description: 'The accounts you manage, by username.' })
  accounts(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => AccountFilter, { nullable: true, description: 'Only these.' })
    filter?: AccountFilter,
  ) {
    return this.queries.list(actor, page, {
      ...filter,
      region: filter?.regionCode ? regionFilter(filter.regionCode) : null,
      stationId: filter?.stationId ? idAs('Station', filter.stationId, actor) : null,
    });
  }

  @Mutation(() => AccountPasswordPayload, { description: 'Makes an account, with a temporary password.' })
  async createAccount(
    @Ctx() ctx: Context,
    @Arg('input', () => CreateAccountInput, { description: 'Who, and what for.' }) input: CreateAccountInput,
  ) {
    return withPassword(await this.commands.create(ctx, input));
  }

  @Mutation(() => AccountPayload, { description: 'Changes an account’s display name.' })
  editAccount(
    @Ctx() ctx: Context,
    @Arg('input', () => EditAccountInput, { description: 'Which, and the name.' }) input: EditAccountInput,
  ) {
    return this.commands.edit(ctx, input);
  }

  @Mutation(() => AccountPayload, {
    description: 'Gives somebody another role or region, effective with the next request. Never oneself.',
  })
  changeAccountRole(
    @Ctx() ctx: Context,
    @Arg('input', () => ChangeAccountRoleInput, { description: 'Who, what and where.' })
    input: ChangeAccountRoleInput,
  ) {
    return this.commands.changeRole(ctx, input);
  }

  @Mutation(() => AccountPayload, {
    description: 'Moves a member of a station’s staff to another station, effective with the next request.',
  })
  moveAccountToStation(
    @Ctx() ctx: Context,
    @Arg('input', () => MoveAccountToStationInput, { description: 'Who, and where to.' })
    input: MoveAccountToStationInput,
  ) {
    return this.commands.moveToStation(ctx, input);
  }

  @Mutation(() => AccountPayload, {
    description: 'Shuts an account and ends its sessions, effective with the next request. Never one’s own.',
  })
  disableAccount(
    @Ctx() ctx: Context,
    @Arg('input', () => DisableAccountInput, { description: 'Which.' }) input: DisableAccountInput,
  ) {
    return this.commands.disable(ctx, input);
  }

  @Mutation(() => AccountPayload, { description: 'Opens a disabled account again.' })
  enableAccount(
    @Ctx() ctx: Context,
    @Arg('input', () => EnableAccountInput, { description: 'Which.' }) input: EnableAccountInput,
  ) {
    return this.commands.enable(ctx, input);
  }

  @Mutation(() => AccountPasswordPayload, {
    description: 'Replaces a forgotten password by a temporary one, and ends the account’s sessions.',
  })
  async resetAccountPassword(
    @Ctx() ctx: Context,
    @Arg('input', () => ResetAccountPasswordInput, { description: 'Whose.' })
    input: ResetAccountPasswordInput,
  ) {
    return withPassword(await this.commands.resetPassword(ctx, input));
  }

  @Mutation(() => AccountPayload, {
    description: 'Lets somebody sign in again at once who was locked out by wrong passwords.',
  })
  unlockAccount(
    @Ctx() ctx: Context,
    @Arg('input', () => UnlockAccountInput, { description: 'Which.' }) input: UnlockAccountInput,
  ) {
    return this.commands.unlock(ctx, input);
  }

  @Mutation(() => AccountPayload, { description: 'Changes your own password, and ends your other sessions.' })
  async changePassword(
    @Ctx() ctx: Context,
    @Arg('input', () => ChangePasswordInput, { description: 'The old one and the new one.' })
    input: ChangePasswordInput,
  ) {
    const outcome = await this.own.changePassword(ctx.identity, ctx.origin, input);
    if (outcome.account) ctx.become({ ...ctx.identity, passwordDue: false });
    return outcome;
  }

  @FieldResolver(() => Region, { description: 'Where the person works; 000000 is the whole country.' })
  scope(@Root() { homeRegionCode, hostRegionCode }: Account): RegionRecord {
    return regionOfWork(homeRegionCode ?? hostRegionCode);
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when wrong passwords keep everybody out who signs in from an address unknown here.',
  })
  async lockedUntil(@Root() { username }: Account, @Ctx() ctx: Context) {
    return (await ctx.one(this.queries.lockedUntil, username))?.until ?? null;
  }
}

const withPassword = (outcome: Outcome<'account', WithPassword>) => ({
  ...outcome,
  temporaryPassword: outcome.account?.temporaryPassword ?? null,
});
