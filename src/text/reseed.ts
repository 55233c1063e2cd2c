import * as Y from 'yjs';
import type { KnownSections } from '../domain/consultation/known-sections.ts';
import type { Author, Authors } from '../domain/response/author.ts';
import { removeOutside } from './checking/outside.ts';
import { inLines } from './first-form/convert.ts';
import { type Updates, openDraft } from './read.ts';
import { appliesWhole } from './yjs/pending.ts';

/** The part of a draft's log that {@link reseed} needs: updates with their authors. */
export interface AuthoredUpdates extends Updates {
  readonly base: { readonly update: Uint8Array; readonly authors: Authors };
  readonly entries: readonly { readonly update: Uint8Array; readonly authors: Authors }[];
}

/** The base of a new epoch, which covers no entry yet. */
export interface Seed {
  readonly update: Uint8Array;
  readonly covers: Readonly<Record<string, number>>;
  readonly authors: Authors;
}

/**
 * A whole log as the base of a new epoch. Anchors and authorship survive (CO6). Text outside the response's sections and
 * choices is left out (TX21).
 */
export function reseed(log: AuthoredUpdates, known: KnownSections): Seed {
  const document = openDraft(log);
  removeOutside(document, known);
  return { update: Y.encodeStateAsUpdate(document), covers: {}, authors: authorsIn(log) };
}

/** The author behind each Yjs client id of a log. */
export function authorsIn(log: AuthoredUpdates): Authors {
  const authors: Record<string, Author> = {};
  for (const part of [log.base, ...log.entries]) addAuthors(authors, part.authors);
  return authors;
}

/** Adds the authors of a later part of a log. A client keeps its first author, unless a later part says that it was relayed. */
export function addAuthors(authors: Record<string, Author>, more: Authors): void {
  for (const [client, author] of Object.entries(more)) {
    if (!(client in authors) || author.how === 'relayed') authors[client] = author;
  }
}

/** A draft's state and authors in today's form, as the base of a new epoch: of a log, or of a version that is brought back (TX18, TX20). */
export function seedInLines({ update, authors }: Pick<Seed, 'update' | 'authors'>): Seed {
  const document = openDraft({ base: { update }, entries: [] });
  return { update: Y.encodeStateAsUpdate(inLines(document)), covers: {}, authors };
}

/**
 * {@link reseed} with the late edits of a lock that was given up (SO2). An edit that cannot be read, or builds on a missing
 * edit, is left out: it stays among the late edits.
 */
export function reseedWith(
  log: AuthoredUpdates,
  known: KnownSections,
  late: readonly { readonly member: string; readonly update: Uint8Array }[],
): Seed {
  const document = openDraft(log);
  const brought: Record<string, Authors[string]> = {};
  for (const edit of late) {
    if (!appliesWhole(document, edit.update)) continue;
    for (const client of Y.parseUpdateMeta(edit.update).to.keys()) brought[String(client)] ??= { member: edit.member, how: 'brought' };
  }
  removeOutside(document, known);
  return { update: Y.encodeStateAsUpdate(document), covers: {}, authors: { ...brought, ...authorsIn(log) } };
}
