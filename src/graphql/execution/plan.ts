import {
  type DocumentNode,
  defaultTypeResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLField,
  type GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  typeFromAST,
  visit,
} from 'graphql';
import { type PlannedInfo, type Wanted, wantedOf } from '../wanted.ts';
import { type Holder, isPromise, type Place, type Run, type Shape } from './run.ts';

type Nullable = Exclude<GraphQLOutputType, GraphQLNonNull<never>>;

/** A field of an object of the answer. */
interface Field extends Shape {
  readonly key: string;
  readonly name: string;
  readonly resolve: GraphQLField<unknown, unknown>['resolve'];
  argumentsWith(variables: Record<string, unknown>): Record<string, unknown>;
  readonly info: GraphQLResolveInfo;
}

/** Those of one type in one place of the document, and an object to put them into. */
interface Fields {
  readonly list: readonly Field[];
  empty(): Holder;
}

/**
 * What an operation asks for, worked out once: which field of which type each of its fields is, with what arguments,
 * and how its values are completed. What stands beneath a field is worked out when a value first comes by.
 */
export class Plan {
  #fields: Fields | undefined;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
    private readonly root: GraphQLObjectType,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
    }
  }

  /** Fills the root of the answer, or leaves null in its place. */
  start(run: Run): void {
    this.#fields ??= this.#fieldsOf(this.root, [this.operation.selectionSet]);
    run.data = this.#fields.empty();
    if (!fill(run, this.#fields, undefined, run.data, null)) run.data = null;
  }

  /** The fields of an object, in order: those of one key, wherever they stand, are one. */
  #fieldsOf(type: GraphQLObjectType, selections: readonly SelectionSetNode[]): Fields {
    const byKey = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    const look = (selectionSet: SelectionSetNode) => {
      for (const selection of selectionSet.selections) {
        if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value;
          const nodes = byKey.get(key);
          if (nodes) nodes.push(selection);
          else byKey.set(key, [selection]);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          if (this.#concerns(selection.typeCondition, type)) look(selection.selectionSet);
        } else if (!spread.has(selection.name.value)) {
          spread.add(selection.name.value);
          const fragment = this.#fragments.get(selection.name.value);
          if (fragment && this.#concerns(fragment.typeCondition, type)) look(fragment.selectionSet);
        }
      }
    };
    for (const selectionSet of selections) look(selectionSet);
    const list = [...byKey].flatMap(([key, nodes]) => this.#field(type, key, nodes) ?? []);
    // A key of this name would be an ordinary object's prototype.
    const empty = byKey.has('__proto__') ? () => Object.create(null) : () => ({});
    return { list, empty };
  }

  #concerns(
    condition: FragmentDefinitionNode['typeCondition'] | undefined,
    type: GraphQLObjectType,
  ): boolean {
    if (!condition) return true;
    const named = typeFromAST(this.schema, condition);
    return named === type || (isAbstractType(named) && this.schema.isSubType(named, type));
  }

  #field(parentType: GraphQLObjectType, key: string, nodes: FieldNode[]): Field | undefined {
    const [node] = nodes;
    const definition = node && this.#definitionOf(parentType, node.name.value);
    if (!node || !definition) return undefined;
    const { name, type: returnType, resolve } = definition;
    const info = this.#infoOf(name, nodes, returnType, parentType);
    const fixed = usesVariables(node) ? undefined : getArgumentValues(definition, node);
    return {
      ...this.#shape(returnType, nodes, info),
      key,
      name,
      resolve,
      argumentsWith: (variables) => fixed ?? getArgumentValues(definition, node, variables),
      info,
    };
  }

  #definitionOf(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
    if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
    const ofSchema = [SchemaMetaFieldDef, TypeMetaFieldDef].find((definition) => definition.name === name);
    return ofSchema && type === this.schema.getQueryType() ? ofSchema : type.getFields()[name];
  }

  #infoOf(
    fieldName: string,
    fieldNodes: FieldNode[],
    returnType: GraphQLOutputType,
    parentType: GraphQLObjectType,
  ): PlannedInfo {
    const { schema, operation } = this;
    const fieldsOf = (type: GraphQLObjectType, nodes: readonly FieldNode[]) =>
      this.#fieldsOf(type, selectionsOf(nodes)).list;
    let wanted: Wanted | undefined;
    return {
      get wanted() {
        wanted ??= wantedOf(returnType, fieldNodes, fieldsOf);
        return wanted;
      },
      fieldName,
      fieldNodes,
      returnType,
      parentType,
      schema,
      operation,
      fragments: Object.fromEntries(this.#fragments),
      rootValue: undefined,
      // Made once, it has none of what differs from one answer to the next.
      get path(): never {
        throw new Error('A resolver does not know the path it is asked for.');
      },
      get variableValues(): never {
        throw new Error('A resolver knows its arguments, not the variables they come from.');
      },
    };
  }

  #shape(type: GraphQLOutputType, nodes: readonly FieldNode[], info: GraphQLResolveInfo): Shape {
    const isNullable = !isNonNullType(type);
    const inner = (isNullable ? type : type.ofType) as Nullable;
    const complete = this.#completion(inner, nodes, info);
    const shape: Shape = {
      isNullable,
      nodes,
      serialize: isLeafType(inner) ? (value) => inner.serialize(value) : undefined,
      complete(run, value, place) {
        if (value instanceof Error) return run.fail(shape, value, place);
        if (value != null) return complete(run, value, place);
        if (isNullable) return null;
        const { parentType, fieldName } = info;
        const message = `Cannot return null for non-nullable field ${parentType.name}.${fieldName}.`;
        return run.fail(shape, new Error(message), place);
      },
    };
    return shape;
  }

  #completion(type: Nullable, nodes: readonly FieldNode[], info: GraphQLResolveInfo): Shape['complete'] {
    if (isLeafType(type)) {
      return (run, value, place) => {
        try {
          const leaf = type.serialize(value);
          if (leaf != null) return leaf;
          throw new Error(`Expected \`${type.name}\` to serialize to a value, got ${leaf}`);
        } catch (error) {
          return run.fail({ nodes }, error, place);
        }
      };
    }
    if (isListType(type)) {
      const item = this.#shape(type.ofType as GraphQLOutputType, nodes, info);
      return (run, value, place) => {
        const items = listOf(value);
        if (!items) {
          const message = `Expected a list for field "${info.parentType.name}.${info.fieldName}".`;
          return run.fail({ nodes }, new GraphQLError(message), place);
        }
        const list: unknown[] = new Array(items.length);
        for (let i = 0; i < items.length; i++) {
          if (!run.put(item, items[i], list as unknown as Holder, i, place)) return place.without();
        }
        return list;
      };
    }
    const objects = this.#objects(nodes);
    if (isObjectType(type)) return (run, value, place) => objects(type, run, value, place);
    return (run, value, place) => this.#completeAbstract(type, { nodes, info, objects }, run, value, place);
  }

  /** Objects of any type, by the selections beneath these nodes. */
  #objects(nodes: readonly FieldNode[]) {
    const selections = selectionsOf(nodes);
    const byType = new Map<GraphQLObjectType, Fields>();
    return (type: GraphQLObjectType, run: Run, value: unknown, place: Place) => {
      const fields = byType.get(type) ?? this.#fieldsOf(type, selections);
      byType.set(type, fields);
      const object = fields.empty();
      return fill(run, fields, value, object, place) ? object : place.without();
    };
  }

  #completeAbstract(
    type: GraphQLAbstractType,
    { nodes, info, objects }: { nodes: readonly FieldNode[]; info: GraphQLResolveInfo; objects: Objects },
    run: Run,
    value: unknown,
    place: Place,
  ): unknown {
    const complete = (_: Run, name: unknown) => {
      const found = typeof name === 'string' ? this.schema.getType(name) : undefined;
      if (isObjectType(found) && this.schema.isSubType(type, found)) return objects(found, run, value, place);
      return run.fail({ nodes }, new GraphQLError(`Expected a type of ${type.name}.`), place);
    };
    try {
      const name = (type.resolveType ?? defaultTypeResolver)(value, run.context, info, type);
      if (!isPromise(name)) return complete(run, name);
      run.wait({ isNullable: place.isNullable, nodes, complete }, name, place);
      return undefined;
    } catch (error) {
      return run.fail({ nodes }, error, place);
    }
  }
}

const selectionsOf = (nodes: readonly FieldNode[]): SelectionSetNode[] =>
  nodes.flatMap(({ selectionSet }) => selectionSet ?? []);

type Objects = (type: GraphQLObjectType, run: Run, value: unknown, place: Place) => unknown;

/** Resolves the fields of an object. @returns false when one of them must be there and failed */
function fill(run: Run, fields: Fields, source: unknown, object: Holder, place: Place | null): boolean {
  for (const field of fields.list) {
    let value: unknown;
    try {
      value = resolved(run, field, source);
    } catch (error) {
      if (!run.putFailure(field, error, object, field.key, place)) return false;
      continue;
    }
    if (!run.put(field, value, object, field.key, place)) return false;
  }
  return true;
}

function resolved(run: Run, field: Field, source: unknown): unknown {
  const { resolve, name, info } = field;
  if (resolve) return resolve(source, field.argumentsWith(run.variables), run.context, info);
  const value = (source as Record<string, unknown>)[name];
  return typeof value === 'function'
    ? value.call(source, field.argumentsWith(run.variables), run.context, info)
    : value;
}

function listOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  const isIterable = typeof value === 'object' && value !== null && Symbol.iterator in value;
  return isIterable ? Array.from(value as Iterable<unknown>) : null;
}

function usesVariables(node: FieldNode): boolean {
  let uses = false;
  for (const argument of node.arguments ?? []) {
    visit(argument, {
      Variable() {
        uses = true;
      },
    });
  }
  return uses;
}
