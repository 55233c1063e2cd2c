import type { Coverage } from '../domain/response/printed.ts';
import type { Document } from './document.ts';

/** Turns a document into the bytes of one format. Throws `RenderFailed`, whose message may go to a log. */
export interface Renderer {
  readonly contentType: string;
  /** Without a dot. */
  readonly extension: string;
  /** The characters that files of this format draw; null where the fonts of the reader's machine decide (SO46). */
  readonly coverage: Coverage | null;
  render(document: Document): Promise<Uint8Array>;
}

/** Why rendering failed: the document is longer than the format allows, it took too long, or anything else. */
export type RenderFailure = 'too-long' | 'too-slow' | 'other';

/** Rendering failed. The job is tried again, unless the document is too long. */
export class RenderFailed extends Error {
  override name = 'RenderFailed';
  readonly failure: RenderFailure;

  constructor(message: string, failure: RenderFailure = 'other', options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
