import { shortTitle } from '../../../domain/consultation/consultation.ts';
import { goneQuestions } from '../../../domain/consultation/gone.ts';
import { may } from '../../../domain/network/access.ts';
import { decidedAbout } from '../../../domain/response/late/late-handling.ts';
import { wasConverted } from '../../../domain/response/epoch.ts';
import { isOpen } from '../../../domain/response/response.ts';
import { whyNotRecall } from '../../../domain/sign-off/recall.ts';
import { butWithout } from '../../../phrases/late-passages.ts';
import type { LockNotice } from '../../../phrases/lock.ts';
import { responseTitle } from '../../../phrases/names.ts';
import { placeOf, nameOf, type Cast } from '../../../phrases/people.ts';
import { onAt } from '../../../phrases/rounds.ts';
import { blocksHtml } from '../../../text/html.ts';
import { type ChangeShown, changesView } from '../../../text/shown.ts';
import type { Case } from '../../../web/found.ts';
import type { Plan } from './bringing.ts';
import { type LateWords, type Passage, changeBetween, isDecided } from '../../../reading/late-words.ts';

/** What the pages of late words are made from. */
export interface LateShown extends Case {
  readonly cast: Cast;
  /** Why the text cannot be changed, and who can open it; null while it is open. */
  readonly notice: LockNotice | null;
}

interface PassageShown extends Pick<ChangeShown, 'title' | 'rows'> {
  readonly id: string;
  readonly digest: string;
  /** `Brought in`, `Not used`; empty where nobody has decided. */
  readonly tag: string;
  readonly look: 'good' | 'none';
  /** What became of it, as a sentence; empty where nobody has decided. */
  readonly became: string;
  readonly mayBring: boolean;
  readonly mayLeaveOut: boolean;
  readonly mayTakeUp: boolean;
  /** Where it stands now in the draft; empty where it does not. */
  readonly inDraft: string;
}

/** Every late word of a response and what became of it. */
export function lateView(shown: LateShown, words: readonly LateWords[]) {
  const pending = words.flatMap((one) => (one.isInText ? [] : one.passages)).filter((one) => !isDecided(shown.response, one)).length;
  return {
    ...around(shown),
    title: 'Words that came in after the lock',
    back: `/consultations/${shown.consultation.id}/sign-off`,
    canTakeBack: whyNotRecall(shown.response, shown.viewer.duties) === null,
    notice: shown.notice,
    pending,
    edits: words.map((one) => wordsView(shown, one)),
  };
}

function around({ consultation, response }: Case) {
  return {
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'sign-off' as const },
    caption: responseTitle(consultation, response),
    base: `/consultations/${consultation.id}`,
  };
}

function wordsView(shown: LateShown, words: LateWords) {
  const { response, cast } = shown;
  return {
    id: `${words.epoch}-${words.member}`,
    who: nameOf(cast, words.member),
    place: placeOf(cast, words.member),
    when: onAt(words.at, cast),
    lock: lockOf(shown, words),
    inText: words.isInText,
    incomplete: words.isIncomplete,
    passages: words.passages.map((passage) => passageView(shown, passage, words.isInText, isOpen(response))),
  };
}

/** The lock that words came after: `after the lock of round 1`. */
export function lockOf({ response }: Pick<Case, 'response'>, { epoch }: Pick<LateWords, 'epoch'>): string {
  const round = response.rounds.find((one) => one.epoch === epoch);
  if (round !== undefined) return `after the lock of round ${round.n}`;
  if (wasConverted(response, epoch)) return 'from a page that was open when this service was updated';
  return response.locking?.epoch === epoch ? 'after the text was locked just now' : 'after a lock that was given up';
}

function passageView(shown: LateShown, passage: Passage, isInText: boolean, open: boolean): PassageShown {
  const { consultation, response, viewer } = shown;
  const before = decidedAbout(response, passage);
  const decided = isDecided(response, passage) ? before : null;
  const mayDecide = may('late.bring', viewer.duties) && !isInText;
  const { title, rows } = shownBetween(consultation, passage, passage.locked, passage.theirs);
  return {
    id: passage.id,
    title,
    rows,
    digest: passage.digest,
    tag: decided === null ? '' : decided.became === 'brought' ? 'Brought in' : 'Not used',
    look: decided?.became === 'brought' ? 'good' : 'none',
    became: before === null ? '' : becameOf(shown, before, decided === null),
    mayBring: mayDecide && open && decided?.became !== 'brought',
    mayLeaveOut: mayDecide && decided === null,
    mayTakeUp: mayDecide && decided?.became === 'left-out',
    inDraft: decided?.became === 'brought' ? `/consultations/${consultation.id}/response#${anchorOf(consultation, passage.section)}` : '',
  };
}

/** The place of a section on the response page; the answer to a question that went stands below the others (QS13). */
function anchorOf(consultation: Case['consultation'], section: string): string {
  return goneQuestions(consultation).some(({ question }) => question.id === section) ? `g-${section}` : `s-${section}`;
}

function becameOf({ cast }: LateShown, decided: NonNullable<ReturnType<typeof decidedAbout>>, isMore: boolean): string {
  const { became, without, by, at } = decided;
  const did = became === 'brought' ? `Brought into the draft${butWithout(without)}` : 'Left out';
  return `${did} by ${nameOf(cast, by)} ${onAt(at, cast)}.${isMore ? ' More came in after that.' : ''}`;
}

function shownBetween(
  consultation: Case['consultation'],
  { section }: Passage,
  was: Passage['locked'],
  now: Passage['locked'],
): ChangeShown {
  const [change] = changesView([changeBetween(consultation, section, was, now)]);
  return change ?? { title: '', note: '', rows: [] };
}

/** One passage against the draft as it is now: what bringing it in would change. */
export function passageForm(shown: LateShown, passage: Passage, plan: Plan, isStale: boolean) {
  const { cast, consultation } = shown;
  const { title, rows } = shownBetween(consultation, passage, plan.now, plan.then);
  return {
    ...around(shown),
    title: 'Bring a passage into the draft',
    back: `/consultations/${consultation.id}/late`,
    action: `/consultations/${consultation.id}/late/${passage.id}/bring`,
    where: title,
    who: nameOf(cast, passage.member),
    from: placeOf(cast, passage.member),
    rows,
    changed: plan.isChangedSince && rows.length > 0,
    otherKept: plan.without.length > 0,
    whole: blocksHtml(plan.then.blocks),
    mark: plan.mark,
    failed: isStale,
    stale: isStale,
  };
}
