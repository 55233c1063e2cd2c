import { type Consultation, type Question, currentQuestions } from '../../../domain/consultation/consultation.ts';
import { goneQuestions } from '../../../domain/consultation/gone.ts';
import { questionName } from '../../../domain/consultation/question-name.ts';
import type { Entry } from '../../../domain/consultation/questions/entry.ts';
import type { Continues, Planned, Removed } from '../../../domain/consultation/questions/plan.ts';
import { cutAtWord, gist, Likenesses } from '../../../domain/consultation/wording.ts';
import { listed } from '../../../phrases/english.ts';
import { compareBlocks } from '../../../text/compare.ts';
import { blocksOfText } from '../../../text/write.ts';
import { type PlannedImport, plannedByEntry } from './planned.ts';

/** One line of an error summary. */
export interface ErrorLink {
  readonly text: string;
  readonly href: string;
}

interface Item {
  readonly value: string;
  readonly text: string;
  readonly selected: boolean;
}

/** A list of choices offers every question while all lists together stay this long; else the likeliest. */
const mostItems = 12_000;
const likeliest = 15;

/** The choices by which a person says where each question of a new set comes from, and what became of those that are gone (QS11). */
export class OriginChoices {
  /** A question that several are to continue, at the list of each after the first. */
  readonly errors: readonly ErrorLink[];
  readonly #planned: PlannedImport;
  readonly #byEntry: ReadonlyMap<number, Planned>;
  /** The questions in force, then those that went earlier. */
  readonly #olds: readonly Question[];
  readonly #inForce: number;
  readonly #likeOlds: Likenesses;
  readonly #likeReady: Likenesses;

  constructor(consultation: Consultation, planned: PlannedImport) {
    this.#planned = planned;
    this.#byEntry = plannedByEntry(planned);
    const { questions } = currentQuestions(consultation);
    this.#inForce = questions.length;
    this.#olds = [...questions, ...goneQuestions(consultation).map(({ question }) => question)];
    this.#likeOlds = new Likenesses(this.#olds.map(({ text }) => text));
    this.#likeReady = new Likenesses(planned.ready.map(({ asked }) => asked.text));
    this.errors = planned.plan.clashes.flatMap(({ was, places }) => this.#errorsOf(was, places));
  }

  #errorsOf({ number }: Question, places: readonly number[]): readonly ErrorLink[] {
    const those = places.flatMap((place) => this.#planned.ready.slice(place, place + 1));
    const numbers = listed(those.map(({ asked }) => asked.number));
    return those.slice(1).map(({ n, asked }) => ({
      text: `Questions ${numbers} all continue question ${number}. One can keep its answer: say for question ${asked.number} that it is new, or a part of question ${number}`,
      href: `#${fromId(n)}`,
    }));
  }

  /** The origin of one entry: its tag, the words before and now, and the list. Null for an entry that needs mending. */
  of(entry: Entry) {
    const planned = this.#byEntry.get(entry.n);
    if (planned === undefined) return null;
    const { was, partOf, how } = planned;
    const { tags, detail } = { tags: tagsOf(planned), detail: this.#detailOf(planned, entry) };
    const error = this.errors.find(({ href }) => href === `#${fromId(entry.n)}`);
    const before = was ?? partOf;
    const isReworded = before !== null && gist(before.text) !== gist(planned.asked.text);
    return {
      tags,
      detail,
      words: isReworded ? wordsBeside(before.text, planned.asked.text) : [],
      open: how !== 'same' && how !== 'renumbered' && how !== 'moved',
      list: {
        id: fromId(entry.n),
        name: `from.${entry.n}`,
        label: { text: `Question ${planned.asked.number} comes from` },
        errorMessage: error === undefined ? null : { text: error.text },
        items: this.#items(planned),
      },
    };
  }

  #detailOf({ was, partOf, how, isMoved }: Planned, { n }: Entry): string {
    if (partOf !== null) return `Split from question ${partOf.number}. The answer to question ${partOf.number} is offered to it.`;
    if (was === null) return 'It starts without an answer.';
    const merged = this.#planned.plan.removed.filter(({ into }) => into !== null && this.#planned.ready[into]?.n === n);
    const said = [
      how === 'same'
        ? ''
        : `Was question ${was.number}${isMoved && was.part !== '' ? ` in “${cutAtWord(was.part, 60)}”` : ''}. It keeps its answer.`,
      merged.length === 0 ? '' : `The answer to question ${listed(merged.map((one) => one.was.number))} is offered to it.`,
    ];
    return said.filter((one) => one !== '').join(' ');
  }

  #items({ asked, was, partOf }: Planned): readonly Item[] {
    const alike = likest(this.#olds, this.#likeOlds.to(asked.text), ({ number }) => number === asked.number);
    const isShort = this.#olds.length * (this.#byEntry.size + 1) <= mostItems;
    const all = isShort ? this.#olds : [...new Set([...[was, partOf].filter((one) => one !== null), ...alike])];
    const is = all.map((old) => item(`is:${old.id}`, `${this.#name(old)}: it keeps its answer`, was?.id === old.id));
    // A question can be split where another one continues it; the few that are alike are offered.
    const shared = [...new Set([...(partOf === null ? [] : [partOf]), ...alike])].slice(0, 3);
    const clashing = this.#planned.plan.clashes.map((clash) => clash.was);
    const parts = [...new Set([...shared, ...(was !== null && clashing.includes(was) ? [was] : [])])];
    return [
      item('new', 'No earlier question: it is new', was === null && partOf === null),
      ...is,
      ...parts.map((old) => item(`part:${old.id}`, `A part of question ${old.number}, which was split`, partOf?.id === old.id)),
    ];
  }

  #name(old: Question): string {
    return this.#olds.indexOf(old) < this.#inForce ? questionName(old) : `${questionName(old)} (taken out earlier)`;
  }

  /** Each question in force that nothing continues, with the list of what may have become of it. */
  removed(entries: readonly Entry[]) {
    const open = entries.filter((entry) => entry.asked === null).map(({ typed }) => typed);
    return this.#planned.plan.removed
      .filter(({ was }) => !open.some((typed) => typed.number.trim() === was.number || gist(typed.text) === gist(was.text)))
      .map((removed) => this.#removedRow(removed));
  }

  #removedRow({ was, into }: Removed) {
    const { ready } = this.#planned;
    const target = into === null ? undefined : ready[into];
    const isShort = ready.length * (this.#planned.plan.removed.length + 1) <= mostItems;
    const offered = isShort ? ready : new Set([...(target === undefined ? [] : [target]), ...this.#readyLike(was)]);
    const items = [...offered].map(({ n, asked }) => item(String(n), `Merged into ${questionName(asked)}`, target?.n === n));
    return {
      number: was.number,
      text: was.text,
      tag: target === undefined ? 'Removed' : 'Merged',
      into: target === undefined ? '' : `Its answer is kept, and offered to question ${target.asked.number}.`,
      words: target === undefined ? [] : wordsBeside(was.text, target.asked.text),
      list: {
        id: `gone-${was.id}`,
        name: `gone.${was.id}`,
        label: { text: `What became of question ${was.number}` },
        items: [item('gone', 'It is gone: its answer is kept, and offered', target === undefined), ...items],
      },
    };
  }

  #readyLike({ text, number }: Question): PlannedImport['ready'] {
    return likest(this.#planned.ready, this.#likeReady.to(text), ({ asked }) => asked.number === number);
  }

  /** How many questions changed in each way: `2 reworded`. */
  counts(): readonly string[] {
    const { each, removed } = this.#planned.plan;
    const merged = removed.filter(({ into }) => into !== null).length;
    const said = orderOfTags.map((how) => ({ how, count: each.filter((one) => one.how === how).length }));
    const gone = removed.length - merged;
    return [
      ...said.filter(({ count }) => count > 0).map(({ how, count }) => `${count} ${words[how].tag.toLowerCase()}`),
      ...(gone === 0 ? [] : [`${gone} removed`]),
    ];
  }
}

/** The things most alike to a text, the likest first, by the likeness of each; one that has its number comes rather before others. */
function likest<T>(things: readonly T[], likenesses: readonly number[], hasItsNumber: (one: T) => boolean): readonly T[] {
  const scored = things.map((one, n) => ({ one, score: (likenesses[n] ?? 0) + (hasItsNumber(one) ? 0.2 : 0) }));
  return scored
    .toSorted((a, b) => b.score - a.score)
    .slice(0, likeliest)
    .map(({ one }) => one);
}

const words = {
  same: { tag: 'Same', look: 'good' },
  renumbered: { tag: 'Renumbered', look: 'warn' },
  moved: { tag: 'Moved', look: 'warn' },
  reworded: { tag: 'Reworded', look: 'warn' },
  split: { tag: 'Split', look: 'warn' },
  merged: { tag: 'Merged', look: 'warn' },
  new: { tag: 'New', look: 'work' },
} as const satisfies Record<Continues, { readonly tag: string; readonly look: string }>;

const orderOfTags = ['same', 'renumbered', 'moved', 'reworded', 'split', 'merged', 'new'] as const satisfies readonly Continues[];

function tagsOf({ was, asked, how, isMoved }: Planned) {
  const more: Continues[] = [];
  if (isMoved && how !== 'moved') more.push('moved');
  if (was !== null && was.number !== asked.number && how !== 'renumbered') more.push('renumbered');
  if (how === 'merged' && was !== null && gist(was.text) !== gist(asked.text)) more.push('reworded');
  return [how, ...more].map((one) => words[one]);
}

function item(value: string, text: string, isSelected: boolean): Item {
  return { value, text, selected: isSelected };
}

/** The id of the list of origins of an entry. */
function fromId(n: number): string {
  return `e${n}-from`;
}

/** Two wordings, one under the other; each word that one of them lacks is marked. */
function wordsBeside(was: string, now: string) {
  return compareBlocks(blocksOfText(was), blocksOfText(now)).map((row) => ({
    was: row.was.map(({ text, mark }) => ({ text, removed: mark === 'removed' })),
    now: row.now.map(({ text, mark }) => ({ text, added: mark === 'added' })),
  }));
}
