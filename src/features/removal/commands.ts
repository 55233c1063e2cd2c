import { MemberId, RemovalId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import { asPhrase, canBeSought, holdsPhrase } from '../../domain/privacy/phrase.ts';
import { nextEpochId } from '../../domain/response/epoch.ts';
import type { Disposed } from '../../domain/response/removal/removal.ts';
import { beginRemoval, caseOfRemoval } from '../../domain/sign-off/remove.ts';
import { inTodaysForm } from '../../drafts/convert.ts';
import { changeAs } from '../../rights/acting.ts';
import { unreadFiles } from '../../removal/survey.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';
import { digestOf } from '../../text/canonical.ts';
import type { Case } from '../../web/found.ts';
import { wait, waitNoMore } from './waiting.ts';

/** Words to remove for good, the reason, and files to remove whatever they hold. */
export interface Wanted {
  readonly phrase: string;
  readonly reason: string;
  readonly files: readonly Disposed[];
}

/** Begins to remove words for good (CO15); the worker does the rest. Answers the id of the removal. */
export async function removeForGood(
  services: Services,
  by: Person,
  { response }: Pick<Case, 'response'>,
  { phrase: typed, reason, files }: Wanted,
): Promise<{ readonly ok: true; readonly id: RemovalId } | Refused> {
  const act = 'words.remove';
  const judged = await judge(services, by, { act, networkId: response.networkId }, caseOfRemoval(response));
  if (!judged.ok) return judged;
  const phrase = asPhrase(typed);
  if (!canBeSought(phrase)) return refused('invalid', 'Type the words to remove.');
  if (holdsPhrase(phrase, reason)) return refused('invalid', 'The reason holds the words that are to be removed.');
  const offered = await unreadFiles(services, response);
  if (!files.every((file) => offered.some(({ owner, digest }) => owner === file.owner && digest === file.digest)))
    return refused('invalid', 'Tick only files that the page lists.');
  const { epoch: from } = await inTodaysForm(services, response);
  const id = RemovalId.parse(services.newId());
  const reasonHash = digestOf(new TextEncoder().encode(reason));
  await wait(services, id, { response: response.id, phrase, at: services.now() });
  const done = await changeAs(services, by, { act, kind: 'response', id: response.id, found: caseOfRemoval }, (current, duties) =>
    beginRemoval(current, {
      id,
      by: MemberId.parse(by.memberId),
      duties,
      reason,
      reasonHash,
      at: services.now(),
      epoch: nextEpochId(from, services.newId()),
      files,
    }),
  );
  if (done.ok) return { ok: true, id };
  await waitNoMore(services, id);
  return done;
}
