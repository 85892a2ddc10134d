import { Field, ID, InterfaceType } from 'type-graphql';

/** Relay's Node. The field is resolved for all types in one place, see `node-ids.ts`. */
@InterfaceType('Node', {
  description: 'A record with an id of its own, which `node` finds again.',
  resolveType: (row: { __typename: string }) => row.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: 'Opaque and stable.' })
  id: string;
}
