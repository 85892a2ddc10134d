import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import type { Reveals } from './reveal.commands.ts';
import { RevealPersonalDataInput, RevealPersonalDataPayload } from './reveal.types.ts';

@Resolver()
export class PersonalDataResolver {
  constructor(private readonly reveals: Reveals) {}

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
}
