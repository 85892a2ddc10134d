import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { REFUSAL } from '../../operations/refusals.ts';
import type { Kept, TouchedRecord } from '../../operations/trace.ts';
import { encodeNodeId, isShared, type NodeType, nodeTypes } from '../../shared/node-id.ts';
import type { AuditQueries, SealedEntry } from './audit.queries.ts';
import { AuditEntryConnection, AuditEntryType, AuditedRecord, AuditTrailFilter } from './audit.types.ts';

@Resolver(() => AuditEntryType)
export class AuditResolver {
  constructor(private readonly queries: AuditQueries) {}

  @Query(() => AuditEntryConnection, {
    description:
      'The audit of your part of the network, latest first; administrators read that of the platform, which is what administrators did.',
  })
  auditTrail(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => AuditTrailFilter, { nullable: true, description: 'Which of them; all without one.' })
    filter: AuditTrailFilter | null,
  ) {
    return this.queries.trail(actor, page, filter ?? {});
  }

  @FieldResolver(() => ID, { nullable: true })
  recordId(@Root() { recordType, recordId, tenant, changes }: SealedEntry): string | null {
    if (!nodeTypes.includes(recordType as NodeType)) return null;
    const type = recordType as NodeType;
    const whose = changes?.find(({ id }) => id === recordId)?.tenant ?? tenant;
    return encodeNodeId(type, isShared(type) ? null : whose, recordId);
  }

  @FieldResolver(() => [AuditedRecord])
  changes(@Root() { changes }: SealedEntry): AuditedRecord[] {
    return (changes ?? []).filter(isChange).map(({ type, inserted, fields }) => ({
      type,
      inserted,
      fields: Object.entries(fields).map(([name, [before, after]]) => ({
        name,
        before: textOf(before),
        after: textOf(after),
        isDigest: [before, after].some((value) => typeof value === 'object' && value !== null),
      })),
    }));
  }

  @FieldResolver(() => String, { nullable: true })
  refusal(@Root() { changes }: SealedEntry): string | null {
    const code = changes?.find((change) => !isChange(change))?.fields.code?.[1];
    return code === undefined ? null : textOf(code);
  }

  @FieldResolver(() => Int, { nullable: true })
  sealedNumber(@Root() { sealedNumber }: SealedEntry): number | null {
    return sealedNumber === null ? null : Number(sealedNumber);
  }
}

const isChange = ({ type }: TouchedRecord) => type !== REFUSAL;

const textOf = (value: Kept): string | null =>
  value === null ? null : typeof value === 'object' ? value.digest : String(value);
