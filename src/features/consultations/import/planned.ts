import type { Asked, Consultation } from '../../../domain/consultation/consultation.ts';
import type { Entry } from '../../../domain/consultation/questions/entry.ts';
import type { Preview } from '../../../domain/consultation/questions/import.ts';
import { type Decisions, type ImportPlan, type Planned, planImport } from '../../../domain/consultation/questions/plan.ts';
import type { PostedImport } from './form.ts';
import { withCondition } from './conditions.ts';
import { withTitle } from './titles.ts';

/** An entry that can be kept. */
export type Ready = Entry & { readonly asked: Asked };

/** The entries of a file that can be kept, beside the questions in force. */
export interface PlannedImport {
  readonly ready: readonly Ready[];
  readonly plan: ImportPlan;
  readonly decisions: Decisions;
}

/** Compares the entries that are ready with the questions in force, under the decisions that were posted (QS11). */
export function plannedImport(consultation: Consultation, preview: Preview, posted: PostedImport): PlannedImport {
  const ready = preview.entries.filter((entry): entry is Ready => entry.asked !== null);
  const decisions = decisionsOf(ready, posted);
  return {
    ready,
    decisions,
    plan: planImport(
      consultation,
      ready.map(({ asked }) => asked),
      decisions,
    ),
  };
}

/** The questions to keep, with the short titles and the conditions that a person has seen. */
export function toKeep({ ready, plan }: PlannedImport, { mends }: PostedImport): readonly Asked[] {
  return plan.each.flatMap((planned, place) =>
    ready.slice(place, place + 1).map(({ n }) => {
      const mended = mends.get(n) ?? {};
      const { was } = planned;
      return withCondition({ ...planned, asked: withTitle(planned.asked, planned, mended) }, mended, was);
    }),
  );
}

/** The plan for each entry that is ready, by the place of the entry in the file. */
export function plannedByEntry({ ready, plan }: PlannedImport): ReadonlyMap<number, Planned> {
  return new Map(plan.each.flatMap((planned, place) => ready.slice(place, place + 1).map(({ n }) => [n, planned] as const)));
}

/** A form names entries by their place in the file, a plan by their place among those that are ready. */
function decisionsOf(ready: readonly Ready[], posted: PostedImport): Decisions {
  const places = new Map(ready.map(({ n }, place) => [n, place]));
  const place = (n: number): readonly number[] => {
    const found = places.get(n);
    return found === undefined ? [] : [found];
  };
  return {
    origins: new Map([...posted.origins].flatMap(([n, origin]) => place(n).map((one) => [one, origin] as const))),
    gone: new Map(
      [...posted.gone].flatMap(([id, n]): [string, number | null][] => (n === null ? [[id, null]] : place(n).map((one) => [id, one]))),
    ),
  };
}
