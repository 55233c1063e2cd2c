import { type Asked, type Consultation, type Question, currentQuestions } from '../consultation.ts';
import { everAsked } from '../gone.ts';
import { type Match, matchQuestions, sameNumber, sameWords } from './match.ts';
import { movedIn } from './moves.ts';

/** Where a person says that a question of a new set comes from. */
export type Origin = { readonly is: 'new' } | { readonly is: 'continues' | 'part-of'; readonly id: string };

/** The decisions of a person about a new set. Whatever is not decided goes as it was matched. */
export interface Decisions {
  /** By the place in the new set. */
  readonly origins: ReadonlyMap<number, Origin>;
  /** By the id of a question that nothing continues: the place of the one it was merged into, or null where it is gone. */
  readonly gone: ReadonlyMap<string, number | null>;
}

/** Everything goes as it was matched. */
export const noDecisions: Decisions = { origins: new Map(), gone: new Map() };

/** How a question of a new set relates to the earlier questions. */
export type Continues = 'same' | 'renumbered' | 'moved' | 'reworded' | 'split' | 'merged' | 'new';

/** A question of a new set as it will be kept. */
export interface Planned extends Match {
  readonly asked: Asked;
  readonly how: Continues;
  /** It stands in another part, or in another order among the others. */
  readonly isMoved: boolean;
}

/** A question in force that nothing continues; `into`: the place of the question it was merged into, or null. */
export interface Removed {
  readonly was: Question;
  readonly into: number | null;
}

/** A new set beside the questions in force. */
export interface ImportPlan {
  readonly each: readonly Planned[];
  readonly removed: readonly Removed[];
  /** Each question that several are to continue, with their places. Nobody can keep such a plan. */
  readonly clashes: readonly { readonly was: Question; readonly places: readonly number[] }[];
}

/** How each question of a new set continues the present ones, and the questions that go, so that nothing written is lost (QS11). */
export function planImport(consultation: Consultation, asked: readonly Asked[], decisions: Decisions = noDecisions): ImportPlan {
  const before = currentQuestions(consultation).questions;
  const earlier = consultation.questionSets.slice(0, -1).toReversed();
  const matches = matchQuestions(
    before,
    earlier.flatMap((set) => set.questions),
    asked,
  );
  const decided = decide(consultation, matches.each, decisions);
  const taken = Map.groupBy(
    [...decided.entries()].flatMap(([place, { was }]) => (was === null ? [] : [{ was, place }])),
    ({ was }) => was.id,
  );
  const removed = before
    .filter(({ id }) => !taken.has(id))
    .map((was) => ({ was, into: intoOf(was, matches.merged.get(was.id) ?? null, decisions, asked.length) }));
  const clashes = [...taken.values()].flatMap((group) =>
    group.length < 2 ? [] : group.slice(0, 1).map(({ was }) => ({ was, places: group.map(({ place }) => place) })),
  );
  return { each: described(before, asked, decided, removed), removed, clashes };
}

/** The decided matches: a question that somebody gave away is no longer continued by the one it was matched with. */
function decide(consultation: Consultation, matched: readonly Match[], { origins }: Decisions): readonly Match[] {
  const known = everAsked(consultation);
  const said = matched.map((_, place): Match | null => {
    const origin = origins.get(place);
    if (origin?.is === 'new') return { was: null, partOf: null };
    const named = origin === undefined ? undefined : known.get(origin.id);
    if (named === undefined) return null;
    return origin?.is === 'continues' ? { was: named, partOf: null } : { was: null, partOf: named };
  });
  const given = new Set(said.map((one) => one?.was?.id));
  return matched.map((match, place) => {
    const decided = said[place] ?? null;
    if (decided !== null) return decided;
    return match.was !== null && given.has(match.was.id) ? { was: null, partOf: null } : match;
  });
}

function intoOf(was: Question, proposed: number | null, { gone }: Decisions, places: number): number | null {
  const decided = gone.get(was.id);
  const into = decided === undefined ? proposed : decided;
  return into !== null && into < places ? into : null;
}

function described(
  before: readonly Question[],
  asked: readonly Asked[],
  matches: readonly Match[],
  removed: readonly Removed[],
): readonly Planned[] {
  const places = new Map(before.map(({ id }, place) => [id, place]));
  const rows = matches.flatMap((match, place) => asked.slice(place, place + 1).map((one) => ({ ...match, asked: one, place })));
  const kept = rows.flatMap(({ was, asked: { part }, place }) => {
    const earlier = was === null ? undefined : places.get(was.id);
    return was === null || earlier === undefined ? [] : [{ was: { part: was.part, place: earlier }, now: { part, place } }];
  });
  const moved = movedIn(kept);
  const [split, merged] = [new Set(matches.map(({ partOf }) => partOf?.id)), new Set(removed.map(({ into }) => into))];
  return rows.map(({ place, ...row }) => {
    const isMoved = moved.toPart.has(place) || moved.inOrder.has(place);
    const is = { split: row.was !== null && split.has(row.was.id), merged: merged.has(place), toPart: moved.toPart.has(place), isMoved };
    return { ...row, isMoved, how: howOf(row, is) };
  });
}

interface Is {
  readonly split: boolean;
  readonly merged: boolean;
  readonly toPart: boolean;
  readonly isMoved: boolean;
}

function howOf({ was, partOf, asked }: Match & { readonly asked: Asked }, is: Is): Continues {
  if (partOf !== null || is.split) return 'split';
  if (is.merged) return 'merged';
  if (was === null) return 'new';
  if (!sameWords(was, asked)) return 'reworded';
  if (is.toPart) return 'moved';
  if (!sameNumber(was, asked)) return 'renumbered';
  return is.isMoved ? 'moved' : 'same';
}
