import type { Response } from '../../../domain/response/response.ts';
import { type Consultation, shortTitle } from '../../../domain/consultation/consultation.ts';
import type { Snapshot } from '../../../domain/response/snapshot.ts';
import type { SignOffRound } from '../../../domain/round/round.ts';
import { responseTitle } from '../../../phrases/names.ts';
import type { Cast } from '../../../phrases/people.ts';
import { roundWords } from '../../../phrases/rounds.ts';
import { changesView } from '../../../text/shown.ts';
import { versionWords } from '../../../text/version-words.ts';
import type { Changes } from '../changes.ts';
import { wholeText } from '../whole-text.ts';
import { lockedAt } from './overview-view.ts';

interface RoundShown {
  readonly consultation: Consultation;
  readonly response: Response;
  readonly round: SignOffRound;
  readonly cast: Cast;
  readonly snapshot: Snapshot;
  readonly changes: Changes | null;
}

/** The page of a round's text, with the changes since the round before. */
export function roundView({ consultation, response, round, cast, snapshot, changes }: RoundShown) {
  return {
    title: `The text of round ${round.n}`,
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'sign-off' as const },
    caption: responseTitle(consultation, response),
    back: `/consultations/${consultation.id}/sign-off`,
    lockedAt: lockedAt(round, cast),
    ...roundWords[round.status],
    words: versionWords(round.digest).split(' '),
    digest: round.digest,
    text: wholeText(snapshot),
    since: changes === null ? 0 : changes.since,
    changes: changes === null ? [] : changesView(changes.sections),
  };
}
