import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { type ContainerType, getMetadataStorage } from 'type-graphql';
import type { Context } from './context.ts';

type Methods = Record<string, (...args: unknown[]) => unknown>;
type Resolver = ReturnType<typeof getMetadataStorage>['fieldResolvers'][number];

/**
 * Takes out what type-graphql does for every field of every row and nobody here uses: a field without a method is the
 * row's own, which the executor reads by itself, and a method that takes the row and the context is called with them.
 */
export function resolveDirectly(schema: GraphQLSchema, container: ContainerType): void {
  const { fieldResolvers, objectTypes } = getMetadataStorage();
  const names = new Map<unknown, string>(objectTypes.map(({ target, name }) => [target, name]));
  const methods = new Map<string, Resolver>();
  for (const resolver of fieldResolvers) {
    const type = names.get(resolver.getObjectType?.());
    if (!type) throw new Error(`Expected ${resolver.target.name} to resolve an object type.`);
    methods.set(`${type}.${resolver.schemaName}`, resolver);
  }
  for (const name of names.values()) {
    const type = schema.getType(name);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const method = methods.get(`${type.name}.${field.name}`);
      if (!method) delete field.resolve;
      else if (isDirect(method)) field.resolve = direct(method, container);
    }
  }
}

/** Whether a method asks for nothing but the row and the context, as they are. */
const isDirect = ({ kind, params = [], middlewares = [], roles }: Resolver): boolean =>
  kind === 'external' &&
  middlewares.length === 0 &&
  !roles &&
  params.every(
    (param) =>
      (param.kind === 'root' && !param.propertyName && !param.getType) ||
      (param.kind === 'context' && !param.propertyName),
  );

function direct(
  { target, methodName, params = [] }: Resolver,
  container: ContainerType,
): GraphQLFieldResolver<unknown, Context> {
  const [first, second] = params.toSorted((a, b) => a.index - b.index).map(({ kind }) => kind === 'root');
  let instance: Methods | undefined;
  return (row, args, context, info) => {
    instance ??= container.get(target as never, { root: row, args, context, info }) as Methods;
    const method = instance[methodName];
    if (!method) throw new Error(`Expected a method ${methodName}.`);
    return method.call(instance, first ? row : context, second ? row : context);
  };
}
