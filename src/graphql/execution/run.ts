import { type FieldNode, type GraphQLError, locatedError } from 'graphql';

/** What stands in place of a value that may not be null and has failed: whatever holds it fails with it. */
export const FAILED = Symbol('failed');

/** Where a value stands in the answer: its path, and where null goes when there can be no value. */
export class Place {
  /** Null has been put here for good: whatever is still on its way to somewhere beneath is no longer wanted. */
  isClosed = false;

  constructor(
    readonly above: Place | null,
    readonly key: string | number,
    readonly holder: Holder,
    readonly isNullable: boolean,
  ) {}

  get path(): (string | number)[] {
    const path: (string | number)[] = [];
    for (let place: Place | null = this; place; place = place.above) path.unshift(place.key);
    return path;
  }

  /** Null here, or failed together with what holds it. */
  without(): null | typeof FAILED {
    if (!this.isNullable) return FAILED;
    this.isClosed = true;
    return null;
  }
}

/** An object or a list of the answer. */
export type Holder = Record<string | number, unknown>;

/** How values of one type in one place of a document come into the answer. */
export interface Shape {
  readonly isNullable: boolean;
  readonly nodes: readonly FieldNode[];
  /** For leaves, whose places are made for errors alone. */
  readonly serialize?: ((value: unknown) => unknown) | undefined;
  /** What the answer holds of a value; undefined when it comes later, FAILED when it must be there and is not. */
  complete(run: Run, value: unknown, place: Place): unknown;
}

/**
 * One answer under way. What is at hand is put into it at once; each promise fills its place when it is kept, and
 * the answer is whole when none is left: no promise is made of promises.
 */
export class Run {
  readonly errors: GraphQLError[] = [];
  data: Holder | null = {};
  #pending = 0;
  #finish: () => void = () => {};
  #giveUp: (error: unknown) => void = () => {};

  constructor(
    readonly context: unknown,
    readonly variables: Record<string, unknown>,
  ) {}

  /** Fulfilled when nothing is on its way any more. */
  whole(): Promise<void> | undefined {
    if (this.#pending === 0) return undefined;
    return new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#giveUp = reject;
    });
  }

  /** Puts a value where it belongs, now or later. @returns false when what holds it must fail with it */
  put(shape: Shape, value: unknown, holder: Holder, key: string | number, above: Place | null): boolean {
    const { serialize, isNullable } = shape;
    if (serialize) {
      if (value == null && isNullable) {
        holder[key] = null;
        return true;
      }
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
        try {
          const leaf = serialize(value);
          if (leaf != null) {
            holder[key] = leaf;
            return true;
          }
        } catch {
          // Told below, with its place.
        }
      }
    }
    const place = new Place(above, key, holder, isNullable);
    if (!isPromise(value)) return put(shape.complete(this, value, place), place);
    // Answers keep the order of their document.
    holder[key] = undefined;
    this.wait(shape, value, place);
    return true;
  }

  /** Like `put`, for an error in place of a value. */
  putFailure(
    shape: Shape,
    error: unknown,
    holder: Holder,
    key: string | number,
    above: Place | null,
  ): boolean {
    const place = new Place(above, key, holder, shape.isNullable);
    return put(this.fail(shape, error, place), place);
  }

  wait(shape: Shape, promise: PromiseLike<unknown>, place: Place): void {
    this.#pending++;
    promise.then(
      (value) => this.#settle(place, () => shape.complete(this, value, place)),
      (error) => this.#settle(place, () => this.fail(shape, error, place)),
    );
  }

  /** Tells an error. @returns what stands in place of the value */
  fail({ nodes }: Pick<Shape, 'nodes'>, error: unknown, place: Place): null | typeof FAILED {
    this.errors.push(locatedError(error, nodes, place.path));
    return place.without();
  }

  #settle(place: Place, complete: () => unknown): void {
    try {
      if (this.#isOpen(place)) {
        if (!put(complete(), place)) this.#putNull(place.above);
      }
      if (--this.#pending === 0) this.#finish();
    } catch (error) {
      this.#giveUp(error);
    }
  }

  /** Null at the next place that may hold it, from this one upwards. */
  #putNull(from: Place | null): void {
    let place = from;
    while (place && !place.isNullable) place = place.above;
    if (place) place.holder[place.key] = place.without();
    else this.data = null;
  }

  #isOpen(from: Place): boolean {
    for (let place: Place | null = from; place; place = place.above) if (place.isClosed) return false;
    return this.data !== null;
  }
}

function put(completed: unknown, { holder, key }: Place): boolean {
  if (completed === FAILED) return false;
  holder[key] = completed;
  return true;
}

export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
