import { conditionWords } from '../domain/consultation/asking.ts';
import { choiceWords } from '../domain/consultation/choice-limits.ts';
import { questionName } from '../domain/consultation/question-name.ts';
import type { Block, Inline } from '../domain/consultation/section.ts';
import type { Snapshot, SnapshotSection } from '../domain/response/snapshot.ts';
import { longestCommon } from './common-sequence.ts';
import { plainInline } from './plain.ts';

/** Words that stand in both texts, only in the earlier, or only in the later. */
export interface Piece {
  readonly text: string;
  readonly mark: 'same' | 'removed' | 'added';
}

/** One paragraph, heading or list item, before and now; empty on a side that lacks it. */
export interface Row {
  /** `reformatted`: equal plain text, but other marks, another heading level or kind of list. */
  readonly kind: 'same' | 'changed' | 'reformatted' | 'removed' | 'added';
  readonly was: readonly Piece[];
  readonly now: readonly Piece[];
}

/**
 * A stretch of an answer that differs, as its paragraphs before and now; empty on a side that lacks it. Removed and added
 * paragraphs that follow each other are one stretch, so that a rewritten answer reads as a whole (SO51).
 */
export interface Stretch {
  readonly kind: 'changed' | 'reformatted' | 'replaced';
  readonly was: readonly (readonly Piece[])[];
  readonly now: readonly (readonly Piece[])[];
}

/** A text before and now. */
export interface WasNow {
  readonly was: string;
  readonly now: string;
}

/** The differences of one section between two snapshots; a part is null where it did not change. */
export interface SectionChange {
  readonly id: string;
  /** `Question 7a: Local partnerships`, or the title of a fixed section. */
  readonly title: string;
  readonly kind: 'changed' | 'removed' | 'added';
  readonly question: WasNow | null;
  /** The options chosen, as read aloud; `None` where none was. */
  readonly chosen: WasNow | null;
  readonly notAnswered: WasNow | null;
  readonly stretches: readonly Stretch[];
}

interface Line {
  readonly key: string;
  readonly text: string;
}

/** Compares two answers line by line, and changed lines word by word. Unchanged lines are rows too. */
export function compareBlocks(was: readonly Block[], now: readonly Block[]): Row[] {
  const before = was.flatMap((block) => linesOf(block, ''));
  const after = now.flatMap((block) => linesOf(block, ''));
  const rows: Row[] = [];
  let [i, j] = [0, 0];
  const common = longestCommon(before, after, (a, b) => a.key === b.key);
  for (const [atWas, atNow] of [...common, [before.length, after.length] as const]) {
    rows.push(...gapRows(before.slice(i, atWas), after.slice(j, atNow)));
    const kept = before[atWas];
    if (kept !== undefined) rows.push({ kind: 'same', was: pieces(kept.text, 'same'), now: pieces(kept.text, 'same') });
    [i, j] = [atWas + 1, atNow + 1];
  }
  return rows;
}

/** The stretches that differ between two answers, in the order of the text. */
export function compareStretches(was: readonly Block[], now: readonly Block[]): Stretch[] {
  const stretches: Stretch[] = [];
  let isRun = false;
  for (const { kind, was: before, now: after } of compareBlocks(was, now)) {
    const last = isRun ? stretches.at(-1) : undefined;
    isRun = kind === 'removed' || kind === 'added';
    if (kind === 'same') continue;
    const [left, right] = [before.length === 0 ? [] : [before], after.length === 0 ? [] : [after]];
    if (kind === 'changed' || kind === 'reformatted') stretches.push({ kind, was: left, now: right });
    else if (last === undefined) stretches.push({ kind: 'replaced', was: left, now: right });
    else stretches[stretches.length - 1] = { kind: 'replaced', was: [...last.was, ...left], now: [...last.now, ...right] };
  }
  return stretches;
}

/** The sections that differ between two snapshots, in the later one's order; removed sections stand last. */
export function compareSnapshots(was: Pick<Snapshot, 'sections'>, now: Pick<Snapshot, 'sections'>): SectionChange[] {
  const earlier = new Map(was.sections.map((section) => [section.id, section]));
  const later = new Set(now.sections.map((section) => section.id));
  const changes = now.sections.flatMap((section) => {
    const before = earlier.get(section.id);
    if (before === undefined) return [sectionChange(null, section)];
    const change = sectionChange(before, section);
    const differs = change.question ?? change.chosen ?? change.notAnswered;
    return differs === null && change.stretches.length === 0 ? [] : [change];
  });
  return [...changes, ...was.sections.filter((section) => !later.has(section.id)).map((section) => sectionChange(section, null))];
}

function sectionChange(was: SnapshotSection | null, now: SnapshotSection | null): SectionChange {
  const shown = now ?? was;
  return {
    id: shown?.id ?? '',
    title: shown === null ? '' : titleOf(shown),
    kind: was === null ? 'added' : now === null ? 'removed' : 'changed',
    question: wasNow(was, now, (section) => (section.type === 'question' ? askedWords(section) : section.title)),
    chosen: wasNow(was, now, chosenWords),
    notAnswered: wasNow(was, now, (section) => (section.type === 'question' ? section.notAnswered : '')),
    stretches: compareStretches(was?.blocks ?? [], now?.blocks ?? []),
  };
}

function wasNow(was: SnapshotSection | null, now: SnapshotSection | null, read: (section: SnapshotSection) => string): WasNow | null {
  const [before, after] = [was === null ? '' : read(was), now === null ? '' : read(now)];
  return before === after ? null : { was: before, now: after };
}

function titleOf(section: SnapshotSection): string {
  return section.type === 'question' ? questionName(section) : section.title;
}

/** The question as it was asked; its short title is a part of it, because documents print it. */
function askedWords(section: Extract<SnapshotSection, { type: 'question' }>): string {
  const { number, shortTitle, text } = section;
  if (section.kind === 'heading') return text;
  const [limit, condition] = [choiceWords(section), conditionWords(section)];
  const asked = `${number}. ${shortTitle === undefined ? '' : `${shortTitle}: `}${text}${limit === '' ? '' : ` (${limit})`}`;
  return condition === '' ? asked : `${asked} ${condition}`;
}

function chosenWords(section: SnapshotSection): string {
  if (section.type !== 'question' || section.options.length === 0) return '';
  const chosen = section.options.filter((option) => section.chosen.includes(option.id)).map((option) => option.text);
  return chosen.length === 0 ? 'None' : chosen.join('; ');
}

/** Rows between two unchanged lines. A removed and an added line that share enough words become one changed line. */
function gapRows(removed: readonly Line[], added: readonly Line[]): Row[] {
  const pairs = longestCommon(removed, added, (a, b) => likeness(a.text, b.text) >= 0.4);
  const rows: Row[] = [];
  let [i, j] = [0, 0];
  for (const [atWas, atNow] of [...pairs, [removed.length, added.length] as const]) {
    rows.push(...removed.slice(i, atWas).map((line): Row => ({ kind: 'removed', was: pieces(line.text, 'removed'), now: [] })));
    rows.push(...added.slice(j, atNow).map((line): Row => ({ kind: 'added', was: [], now: pieces(line.text, 'added') })));
    const [before, after] = [removed[atWas], added[atNow]];
    if (before !== undefined && after !== undefined) rows.push(changedRow(before.text, after.text));
    [i, j] = [atWas + 1, atNow + 1];
  }
  return rows;
}

function changedRow(was: string, now: string): Row {
  if (was === now) return { kind: 'reformatted', was: pieces(was, 'same'), now: pieces(now, 'same') };
  const [before, after] = [tokens(was), tokens(now)];
  const common = longestCommon(before, after, (a, b) => a.trim() === b.trim());
  const keptWas = new Set(common.map(([index]) => index));
  const keptNow = new Set(common.map(([, index]) => index));
  return { kind: 'changed', was: joined(before, keptWas, 'removed'), now: joined(after, keptNow, 'added') };
}

function joined(words: readonly string[], kept: ReadonlySet<number>, mark: 'removed' | 'added'): Piece[] {
  const result: { text: string; mark: Piece['mark'] }[] = [];
  words.forEach((text, index) => {
    const here = kept.has(index) ? 'same' : mark;
    const last = result.at(-1);
    if (last?.mark === here) last.text += text;
    else result.push({ text, mark: here });
  });
  return result;
}

function likeness(a: string, b: string): number {
  if (a === b) return 1;
  const [left, right] = [tokens(a).map((word) => word.trim()), tokens(b).map((word) => word.trim())];
  const counts = new Map<string, number>();
  for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of right) {
    const count = counts.get(word) ?? 0;
    if (count > 0) shared += 1;
    counts.set(word, count - 1);
  }
  return left.length + right.length === 0 ? 0 : (2 * shared) / (left.length + right.length);
}

function tokens(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

function pieces(text: string, mark: Piece['mark']): Piece[] {
  return text === '' ? [] : [{ text, mark }];
}

function linesOf(block: Block, place: string): Line[] {
  if (block.type === 'paragraph') return [lineOf(`${place}p${block.evidence ?? ''}`, block.content)];
  if (block.type === 'heading') return [lineOf(`${place}h${block.level}`, block.content)];
  const marker = block.type === 'bulletList' ? 'ul' : 'ol';
  return block.items.flatMap((item) => item.flatMap((one) => linesOf(one, `${place}${marker} `)));
}

function lineOf(place: string, content: readonly Inline[]): Line {
  return { key: `${place} ${JSON.stringify(content)}`, text: plainInline(content) };
}
