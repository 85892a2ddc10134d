import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode, type ValidationRule } from 'graphql';
import { TooComplex } from './too-complex.ts';

/** What a document may hold at most; the largest of the example clients and of the explorer takes about a half. */
export const DOCUMENT_LIMITS = {
  /** Operations and fragments. */
  definitions: 50,
  /** Fields within fields. */
  depth: 20,
  /** Fields and fragments, with those within a fragment as often as it is spread. */
  fields: 500,
  /** Fields of the root of one operation, counted likewise. */
  rootFields: 20,
  aliases: 30,
  /** Fields that stand twice in one place, and are answered once. */
  repeatedFields: 5,
  /** Directives in one place: there are two that can stand there. */
  directives: 2,
  /** Lists of the schema about itself within one another: types of fields of types. */
  introspectionDepth: 2,
} as const;

export type DocumentLimit = keyof typeof DOCUMENT_LIMITS;

/** Fields of the schema about itself that lead on to more of it. */
const INTROSPECTION_LISTS = /^(fields|interfaces|possibleTypes|inputFields)$/;

/**
 * Refuses a document that is too large before any other rule looks into it: some of them take time by the square of
 * what they meet, or never end where fragments spread each other in a circle. Looks at each part of it once.
 */
export const documentLimits: ValidationRule = (context) => ({
  Document(document) {
    const error = refusalOf(document);
    if (!error) return undefined;
    context.reportError(error);
    // An empty one in its place: nothing of it is looked at further.
    return { ...document, definitions: [] };
  },
});

function refusalOf(document: DocumentNode): GraphQLError | null {
  try {
    assertWithin('definitions', document.definitions.length);
    const sizes = new Sizes(document);
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) sizes.ofFragment(definition.name.value);
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      assertWithin('directives', definition.directives?.length ?? 0);
      assertWithin('rootFields', sizes.of(definition.selectionSet).width);
    }
    return null;
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function assertWithin(limit: DocumentLimit, found: number): void {
  if (found > DOCUMENT_LIMITS[limit]) throw tooComplex(limit);
}

const tooComplex = (limit: DocumentLimit) =>
  new GraphQLError('The query is too complex.', {
    originalError: new TooComplex(limit, DOCUMENT_LIMITS[limit]),
  });

/** What a selection comes to, once the fragments in it are put in place. */
interface Size {
  depth: number;
  fields: number;
  /** Fields of its own, not those within them. */
  width: number;
  introspectionDepth: number;
}

/** Measures selections, each fragment once: however often one is spread, and however many levels of others lie between. */
class Sizes {
  private readonly fragments: Map<string, SelectionSetNode>;
  private readonly known = new Map<string, Size | 'being measured'>();
  private aliases = 0;
  private repeated = 0;

  constructor(document: DocumentNode) {
    this.fragments = new Map(
      document.definitions.flatMap((part) => {
        if (part.kind !== Kind.FRAGMENT_DEFINITION) return [];
        assertWithin('directives', part.directives?.length ?? 0);
        return [[part.name.value, part.selectionSet] as const];
      }),
    );
  }

  /** @throws GraphQLError where it is more than may be */
  of({ selections }: SelectionSetNode): Size {
    const whole: Size = { depth: 0, fields: 0, width: 0, introspectionDepth: 0 };
    const names = new Set<string>();
    for (const selection of selections) {
      assertWithin('directives', selection.directives?.length ?? 0);
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        add(whole, counted(this.ofFragment(selection.name.value)));
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        add(whole, counted(this.of(selection.selectionSet)));
      } else {
        const name = selection.name.value;
        const answeredAs = (selection.alias ?? selection.name).value;
        if (selection.alias) assertWithin('aliases', ++this.aliases);
        if (names.has(answeredAs)) assertWithin('repeatedFields', ++this.repeated);
        names.add(answeredAs);
        const within = selection.selectionSet ? this.of(selection.selectionSet) : NOTHING;
        const introspectionDepth = within.introspectionDepth + (INTROSPECTION_LISTS.test(name) ? 1 : 0);
        if (name === '__schema' || name === '__type') assertWithin('introspectionDepth', introspectionDepth);
        add(whole, { depth: 1 + within.depth, fields: 1 + within.fields, width: 1, introspectionDepth });
      }
    }
    return whole;
  }

  ofFragment(name: string): Size {
    const known = this.known.get(name);
    if (known === 'being measured')
      throw new GraphQLError('Fragments must not spread each other in a circle.');
    if (known) return known;
    const selectionSet = this.fragments.get(name);
    // One that does not exist is another rule's to tell.
    if (!selectionSet) return NOTHING;
    this.known.set(name, 'being measured');
    const size = this.of(selectionSet);
    this.known.set(name, size);
    return size;
  }
}

/** A fragment is looked at as a field is, whatever is in it. */
const counted = (size: Size): Size => ({ ...size, fields: size.fields + 1 });

const NOTHING: Size = { depth: 0, fields: 0, width: 0, introspectionDepth: 0 };

function add(whole: Size, part: Size): void {
  whole.depth = Math.max(whole.depth, part.depth);
  whole.fields += part.fields;
  whole.width += part.width;
  whole.introspectionDepth = Math.max(whole.introspectionDepth, part.introspectionDepth);
  assertWithin('depth', whole.depth);
  assertWithin('fields', whole.fields);
}
