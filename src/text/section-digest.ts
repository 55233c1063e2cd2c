import type { DraftContent } from '../domain/response/snapshot.ts';
import { canonicalBytes, digestOf } from './canonical.ts';

/** The SHA-256 of a section's content, in hex: its words with their formatting, its chosen options, its reason for not answering (WO11). */
export function sectionDigest({ blocks, chosen, notAnswered }: DraftContent, section: string): string {
  const content = [blocks.get(section) ?? [], chosen.get(section)?.toSorted() ?? [], notAnswered.get(section) ?? ''];
  return digestOf(canonicalBytes(content));
}

/** True for a section without words, options and a reason. */
export function isEmptySection({ blocks, chosen, notAnswered }: DraftContent, section: string): boolean {
  return (blocks.get(section) ?? []).length === 0 && (chosen.get(section) ?? []).length === 0 && (notAnswered.get(section) ?? '') === '';
}
