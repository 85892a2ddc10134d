import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';
import type { Connection } from '../shared/pagination.ts';

@ObjectType({ description: 'Where a page stands in its list.' })
class PageInfo {
  @Field(() => Boolean, { description: 'Whether more records follow.' })
  hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Whether records come before.' })
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first record of the page.' })
  startCursor: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last record of the page.' })
  endCursor: string | null;
}

@ArgsType()
export class PageArgs {
  @Field(() => Int, { description: 'How many records, 1 to 100.' })
  first: number;

  @Field(() => String, { nullable: true, description: 'The cursor behind which the page begins.' })
  after?: string | null;
}

/** The Relay connection type of a node type: `<name>Connection` with `<name>Edge`. */
export function connectionType<Row extends object>(name: string, node: () => ClassType<Row>) {
  @ObjectType(`${name}Edge`, { description: `One ${name} of a page, with its cursor.` })
  class EdgeType {
    @Field(() => String, { description: 'The position of this record, for `after`.' })
    cursor: string;

    @Field(node, { description: 'The record.' })
    node: Row;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name} records.` })
  class ConnectionType implements Connection<Row> {
    @Field(() => [EdgeType], { description: 'The records of the page, in order.' })
    edges: EdgeType[];

    @Field(() => PageInfo, { description: 'Where the page stands.' })
    pageInfo: PageInfo;
  }

  return ConnectionType;
}
