import type { Document } from './document.ts';

/** Turns a document into the bytes of one format. Throws `RenderFailed` with what a log may say. */
export interface Renderer {
  readonly contentType: string;
  /** Without a dot. */
  readonly extension: string;
  render(document: Document): Promise<Uint8Array>;
}

/** Rendering failed or took too long; the job is tried again. */
export class RenderFailed extends Error {
  override name = 'RenderFailed';
}
