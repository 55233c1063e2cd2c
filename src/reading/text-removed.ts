import type { Instant } from '../domain/outcome.ts';
import { removalOf } from '../domain/response/removal/removal.ts';
import type { Response } from '../domain/response/response.ts';

/** A stored text was disposed of, because it held words that were removed for good (CO15). */
export class TextRemoved extends Error {
  override name = 'TextRemoved';
  /** When the removal was asked for. */
  readonly at: Instant;
  constructor(at: Instant) {
    super('this text was removed for good');
    this.at = at;
  }
}

/** The error for bytes that are not there: they were removed for good, or they are missing. `what` names them for an operator. */
export function missingText(response: Pick<Response, 'removals'>, digest: string, what: string): Error {
  const removal = removalOf(response, digest);
  return removal === null ? new TypeError(`${what} is not there`) : new TextRemoved(removal.at);
}
