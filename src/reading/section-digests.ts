import type { Digest } from '../domain/outcome.ts';
import type { SectionDigests } from '../domain/positions/statement.ts';
import type { SnapshotSection } from '../domain/response/snapshot.ts';
import { canonicalBytes, digestOf } from '../text/canonical.ts';

/** The digest of each section by its id: question and answer together, without number, short title and part (PO5). */
export function sectionDigests(sections: readonly SnapshotSection[]): SectionDigests {
  return Object.fromEntries(sections.map((section) => [section.id, digestOf(canonicalBytes(read(section)))]));
}

/** The digest of a whole text, from those of its sections: the text that a position is on (PO4). */
export function textDigest(sections: SectionDigests): Digest {
  return digestOf(canonicalBytes(sections));
}

function read(section: SnapshotSection): unknown {
  if (section.type === 'fixed') return [section.blocks];
  const { kind, text, followUp, options, chosen, blocks, notAnswered } = section;
  return [kind, text, followUp, options, chosen, blocks, notAnswered];
}
