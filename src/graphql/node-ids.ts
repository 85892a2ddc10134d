import { type GraphQLSchema, isObjectType } from 'graphql';
import { encodeNodeId, isShared, type NodeType } from '../shared/node-id.ts';

/** Gives every type that is a Node its opaque id, made from the row's tenant and UUID. */
export function resolveNodeIds(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || !type.getInterfaces().some(({ name }) => name === 'Node')) continue;
    const field = type.getFields().id;
    if (!field) throw new Error(`${type.name} is a Node without an id.`);
    const name = type.name as NodeType;
    field.extensions = { ...field.extensions, reads: ['tenant', 'id'] };
    field.resolve = (row: { tenant?: string; id: string }) =>
      encodeNodeId(name, isShared(name) ? null : row.tenant, row.id);
  }
}
