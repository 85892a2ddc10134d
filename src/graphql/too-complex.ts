import { DomainError } from '../shared/errors.ts';

/** More was asked for than is answered: which limit, and how much it allows. */
export class TooComplex extends DomainError {
  constructor(
    /** A word of ours, never the client's. */
    readonly limit: string,
    readonly max: number,
  ) {
    super('QUERY_TOO_COMPLEX');
  }
}
