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

/** Rendering failed or took too long. The job is tried again. */
export class RenderFailed extends Error {
  override name = 'RenderFailed';
}
