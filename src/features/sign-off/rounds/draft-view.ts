import type { Response } from '../../../domain/response/response.ts';
import { closingSentence } from '../../../phrases/kinds/closing.ts';
import { type Consultation, shortTitle } from '../../../domain/consultation/consultation.ts';
import type { Instant } from '../../../domain/outcome.ts';
import type { Snapshot } from '../../../domain/response/snapshot.ts';
import type { SignOffRound } from '../../../domain/round/round.ts';
import { responseInFull, responseTitle } from '../../../phrases/names.ts';
import type { Cast } from '../../../phrases/people.ts';
import { askedFirst, onAt } from '../../../phrases/rounds.ts';
import type { SectionChange } from '../../../text/compare.ts';
import { changesView } from '../../../text/shown.ts';
import { differenceWords, wholeText } from '../whole-text.ts';

interface DraftShown {
  readonly consultation: Consultation;
  readonly response: Response;
  readonly cast: Cast;
  readonly now: Instant;
  /** The draft as a lock at this instant would compose it. */
  readonly snapshot: Snapshot;
  /** The round whose text was locked last, with the changes since; null before the first lock. */
  readonly last: { readonly round: SignOffRound; readonly changes: readonly SectionChange[] } | null;
}

/** The page of the draft as it would be signed (WO13). It shows no version words and no digest: nothing of it is locked. */
export function draftView({ consultation, response, cast, now, snapshot, last }: DraftShown) {
  return {
    title: 'The draft as it would be signed',
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'sign-off' as const },
    caption: responseTitle(consultation, response),
    base: `/consultations/${consultation.id}`,
    asOf: onAt(now, cast),
    first: askedFirst(cast, now).names,
    what: `${responseInFull(cast.network, consultation, response)}.`,
    closes: closingSentence(consultation, cast.network.timeZone),
    ...wholeText(snapshot),
    deciding: false,
    changed: last !== null,
    since: last === null ? '' : sinceWords(last.round, last.changes, cast),
    changes: last === null ? [] : changesView(last.changes),
  };
}

function sinceWords(round: SignOffRound, changes: readonly SectionChange[], cast: Cast): string {
  return `The last locked text is of round ${round.n}, locked ${onAt(round.openedAt, cast)}. ${differenceWords(changes)}`;
}
