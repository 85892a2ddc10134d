import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import type { Erasures } from './erasure.commands.ts';
import type { Exports } from './export.commands.ts';
import {
  ErasePersonalDataInput,
  ErasePersonalDataPayload,
  ExportPersonalDataInput,
  ExportPersonalDataPayload,
  PersonalDataRequestConnection,
} from './export.types.ts';
import type { PersonalDataRequestQueries } from './request.queries.ts';
import type { Reveals } from './reveal.commands.ts';
import { RevealPersonalDataInput, RevealPersonalDataPayload } from './reveal.types.ts';

@Resolver()
export class PersonalDataResolver {
  constructor(
    private readonly queries: PersonalDataRequestQueries,
    private readonly reveals: Reveals,
    private readonly exports: Exports,
    private readonly erasures: Erasures,
  ) {}

  @Query(() => PersonalDataRequestConnection, {
    description:
      'What people asked for under articles 45 and 47 of the Personal Information Protection Law, latest first.',
  })
  personalDataRequests(@Ctx() { actor }: Context, @Args(() => PageArgs) page: PageArgs) {
    return this.queries.list(actor, page);
  }

  @Mutation(() => RevealPersonalDataPayload, {
    description:
      'Gives the name and number of one record in clear. Each time is kept in the audit with its reason; 30 an hour, 15 of them a minute. Station staff: records of their own station.',
  })
  revealPersonalData(
    @Ctx() ctx: Context,
    @Arg('input', () => RevealPersonalDataInput, { description: 'Whose, and what for.' })
    input: RevealPersonalDataInput,
  ) {
    return this.reveals.reveal(ctx, input);
  }

  @Mutation(() => ExportPersonalDataPayload, {
    description:
      'Gives all that your province keeps of a person in clear, for that person (查阅、复制). By managers of a whole province; counted like a reveal.',
  })
  exportPersonalData(
    @Ctx() ctx: Context,
    @Arg('input', () => ExportPersonalDataInput, { description: 'Whose, and on what grounds.' })
    input: ExportPersonalDataInput,
  ) {
    return this.exports.export(ctx, input);
  }

  @Mutation(() => ErasePersonalDataPayload, {
    description:
      'Erases what your province keeps of a person (删除): names, numbers, and the words of their tickets; every figure stays. It cannot be undone. By managers of a whole province, once no matter of the person is under way.',
  })
  erasePersonalData(
    @Ctx() ctx: Context,
    @Arg('input', () => ErasePersonalDataInput, { description: 'Whose, and on what grounds.' })
    input: ErasePersonalDataInput,
  ) {
    return this.erasures.erase(ctx, input);
  }
}
