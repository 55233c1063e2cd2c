import * as Y from 'yjs';
import type { Block } from '../domain/consultation/section.ts';
import type { DraftContent } from '../domain/response/snapshot.ts';
import { canonicalBlocks, canonicalBytes, digestOf } from './canonical.ts';
import { chosenIn } from './chosen.ts';
import { isFirstForm, readFirstFormReason } from './first-form/read.ts';
import { reasonFor } from './reasons/reasons.ts';
import { storedBlocks } from './lines/blocks.ts';

/** The part of a draft's log that {@link openDraft} needs. */
export interface Updates {
  readonly base: { readonly update: Uint8Array };
  readonly entries: readonly { readonly update: Uint8Array }[];
}

/** Yjs map of question ids to arrays of option ids. */
export const chosenMap = 'chosen';

/** A Yjs document with the content of a log. It writes nothing to the log. */
export function openDraft(log: Updates): Y.Doc {
  const document = new Y.Doc();
  Y.transact(document, () => {
    if (log.base.update.byteLength > 0) Y.applyUpdate(document, log.base.update);
    for (const entry of log.entries) Y.applyUpdate(document, entry.update);
  });
  return document;
}

/**
 * The content of the given sections as canonical blocks. Items unknown to the schema are left out. Never changes the
 * document.
 */
export function readDraft(document: Y.Doc, sectionIds: readonly string[]): DraftContent {
  const chosen = document.getMap(chosenMap);
  const reasonOf = isFirstForm(document) ? readFirstFormReason : reasonFor;
  return {
    blocks: new Map(sectionIds.map((id) => [id, readSection(document, id)])),
    chosen: new Map(sectionIds.map((id) => [id, [...chosenIn(chosen, id)]])),
    notAnswered: new Map(sectionIds.map((id) => [id, reasonOf(document, id)])),
  };
}

/** One section as canonical blocks, the form that is counted, signed and printed (SO40). */
export function readSection(document: Y.Doc, id: string): Block[] {
  return canonicalBlocks(storedBlocks(document, id));
}

/** The SHA-256 of a section's content, in hex: its words with their formatting, its chosen options, its reason for not answering (WO11). */
export function sectionDigest({ blocks, chosen, notAnswered }: DraftContent, section: string): string {
  const content = [blocks.get(section) ?? [], chosen.get(section)?.toSorted() ?? [], notAnswered.get(section) ?? ''];
  return digestOf(canonicalBytes(content));
}

/** True for a section without words, without chosen options and without a reason. */
export function isEmptySection({ blocks, chosen, notAnswered }: DraftContent, section: string): boolean {
  return (blocks.get(section) ?? []).length === 0 && (chosen.get(section) ?? []).length === 0 && (notAnswered.get(section) ?? '') === '';
}
