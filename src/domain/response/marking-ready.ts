import type { SectionId } from '../ids.ts';
import { type Duty, may } from '../network/access.ts';
import { type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import type { ResponseEvent } from './response-event.ts';
import { type Response, whyNotOpen } from './response.ts';
import type { SectionReady } from './section-ready.ts';

type Result = Outcome<Response, ResponseEvent>;

/** Null where a section can be marked ready to read, or its mark be taken back: by a lead, a deputy or a coordinator in an open text (WO10). */
export function whyNotMarkReady(response: Response, duties: ReadonlySet<Duty>): Refused | null {
  if (!may('section.mark-ready', duties)) return refused('not-allowed');
  return whyNotOpen(response);
}

/** A mark to be set, and whether anything is written in the section. */
export interface Marking extends SectionReady {
  readonly duties: ReadonlySet<Duty>;
  readonly isEmpty: boolean;
}

/** Marks a section ready to read as it stands. Refuses an empty section with `invalid`, and a second mark on unchanged words with `already-exists`. */
export function markReady(response: Response, { duties, isEmpty, ...mark }: Marking): Result {
  const whyNot = whyNotMarkReady(response, duties);
  if (whyNot !== null) return whyNot;
  if (isEmpty) return refused('invalid', 'Nothing is written here yet, so there is nothing to read.');
  if (readinessOf(response, mark)?.isChanged === false) return refused('already-exists', 'This section is marked ready to read already.');
  const ready = [...response.ready.filter((one) => one.section !== mark.section), mark];
  const { section, digest } = mark;
  return accepted<Response, ResponseEvent>({ ...response, ready }, { type: 'SectionMarkedReady', data: { section, digest } });
}

/** Takes back the mark of a section. Refuses with `already-exists` where it has none. */
export function takeReadyBack(response: Response, { section, duties }: Pick<Marking, 'section' | 'duties'>): Result {
  const whyNot = whyNotMarkReady(response, duties);
  if (whyNot !== null) return whyNot;
  const ready = response.ready.filter((one) => one.section !== section);
  if (ready.length === response.ready.length) return refused('already-exists', 'This section is not marked ready to read.');
  return accepted<Response, ResponseEvent>({ ...response, ready }, { type: 'SectionReadyTakenBack', data: { section } });
}

/** A mark, and whether the section has other words now. */
export interface Readiness {
  readonly mark: SectionReady;
  readonly isChanged: boolean;
}

/** The mark of a section whose words have a digest now; null where it has none (WO11). */
export function readinessOf(
  { ready }: Pick<Response, 'ready'>,
  { section, digest }: { section: SectionId; digest: string },
): Readiness | null {
  const mark = ready.find((one) => one.section === section);
  return mark === undefined ? null : { mark, isChanged: mark.digest !== digest };
}
