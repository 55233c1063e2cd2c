import * as Y from 'yjs';
import type { KnownSections } from '../../domain/consultation/known-sections.ts';
import type { Author, Authors } from '../../domain/response/author.ts';
import { removeOutside } from '../checking/outside.ts';
import { openDraft } from '../read.ts';
import { type AuthoredUpdates, type Seed, authorsIn } from '../reseed.ts';
import { appliesWhole } from '../yjs/pending.ts';
import { type Found, deleteCharacters } from './characters.ts';

/** Finds the characters to remove from a document. */
export type Seek = (document: Y.Doc) => Found;

/** A whole log as the base of a new epoch, without the words that `seek` finds, and what was found. Authorship survives (CO15, TX19). */
export function clearedSeed(log: AuthoredUpdates, known: KnownSections, seek: Seek): { readonly seed: Seed; readonly found: Found } {
  const document = openDraft(log);
  removeOutside(document, known);
  const found = removeFrom(document, seek);
  // Into a document of its own: nothing of a deleted word is left in one that only ever had the rest.
  const lean = new Y.Doc();
  Y.applyUpdate(lean, Y.encodeStateAsUpdate(document));
  return { seed: { update: Y.encodeStateAsUpdate(lean), covers: {}, authors: authorsIn(log) }, found };
}

/** An edit that came too late, and its member. */
export interface LateUpdate {
  readonly member: string;
  readonly update: Uint8Array;
}

/** The late edits of one member as one update without the words, and the authors of the client ids that are new in it. */
export interface ClearedLate {
  readonly update: Uint8Array;
  readonly authors: Authors;
  readonly times: number;
}

/**
 * The late edits of one member on a text that was cleared, as one update that holds none of the words. Null where they bring
 * nothing. An edit that cannot be read, or that builds on a missing one, is left out.
 */
export function clearedLate(cleared: AuthoredUpdates, edits: readonly LateUpdate[], seek: Seek): ClearedLate | null {
  const document = openDraft(cleared);
  const before = Y.encodeStateVector(document);
  const authors: Record<string, Author> = {};
  for (const { member, update } of edits) {
    if (!appliesWhole(document, update)) continue;
    for (const client of Y.parseUpdateMeta(update).to.keys()) authors[String(client)] = { member, how: 'brought' };
  }
  const { times } = removeFrom(document, seek);
  if (Object.keys(authors).length === 0) return null;
  const known = authorsIn(cleared);
  const fresh = Object.fromEntries(Object.entries(authors).filter(([client]) => !(client in known)));
  return { update: Y.encodeStateAsUpdate(document, before), authors: fresh, times };
}

function removeFrom(document: Y.Doc, seek: Seek): Found {
  const found = seek(document);
  deleteCharacters(document, found.characters);
  return found;
}
