import { shortTitle } from '../../domain/consultation/consultation.ts';
import { type Duty, may } from '../../domain/network/access.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Instant } from '../../domain/outcome.ts';
import { removalOf } from '../../domain/response/removal/removal.ts';
import { isUnlocked } from '../../domain/response/response.ts';
import { isManyWords } from '../../domain/response/mass-deletion.ts';
import type { Version } from '../../domain/response/version.ts';
import { caseOfRemoval } from '../../domain/sign-off/remove.ts';
import { formatDate, formatShortDay, formatTime, localParts } from '../../domain/time/calendar.ts';
import type { Around, Text } from '../../drafts/version-text.ts';
import { counted } from '../../phrases/english.ts';
import { responseTitle } from '../../phrases/names.ts';
import { nameOf } from '../../phrases/people.ts';
import type { SectionChange } from '../../text/compare.ts';
import { changesView, textSize, textView } from '../../text/shown.ts';
import type { FormModel } from '../../web/forms.ts';
import { byOrganisation } from './texts.ts';

/** What stands for the text as it is now, where a version could be chosen. */
export const draftNow = 'now';

/** What every page of a response's history is made from. */
export interface HistoryShown extends Around {
  readonly duties: ReadonlySet<Duty>;
  readonly members: ReadonlyMap<string, Member>;
  /** Newest first. */
  readonly versions: readonly Version[];
  readonly now: Instant;
}

/** The parts of the history page that stand beside the versions. */
interface Listing {
  readonly form: FormModel<'name'>;
  readonly all: boolean;
  /** The names of questions that went, and whose answers stand in the draft (QS13). */
  readonly gone: readonly string[];
}

/** The list of versions, newest first, beside who wrote the words that stand now. */
export function historyView(shown: HistoryShown, text: Text, { form, all, gone }: Listing) {
  const { versions, response, network } = shown;
  const listed = all ? versions : thinned(shown);
  const now = textSize(text.snapshot);
  return {
    ...around(shown),
    title: 'History',
    failed: form.summary !== null,
    form,
    mayKeep: may('version.keep', shown.duties),
    mayRemove: may('words.remove', shown.duties, caseOfRemoval(response)),
    removal: `/consultations/${shown.consultation.id}/removal`,
    present: {
      title: isUnlocked(response) ? 'The draft now' : 'The text now',
      why: `${isUnlocked(response) ? 'Open' : 'Locked'}. ${counted(now.words, 'word', 'words')}, ${now.answers} of ${now.questions} answers`,
    },
    rows: listed.map((version) => rowOf(shown, version)),
    between: versions.length - listed.length,
    choices: choicesOf(shown, { was: versions[0]?.id ?? '', now: draftNow }),
    gone,
    hasVersions: versions.length > 0,
    writers: bars(byOrganisation(text.writers, network, shown.members)),
    ...sumOf(text),
  };
}

function around({ consultation, response }: Around) {
  return {
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'history' as const },
    caption: responseTitle(consultation, response),
    base: `/consultations/${consultation.id}/history`,
    response: `/consultations/${consultation.id}/response`,
  };
}

const twoDays = 2 * 24 * 60 * 60 * 1000;

/** Versions kept while writing that are more than two days old: only the last of each day is listed. */
function thinned({ versions, network, now }: HistoryShown): readonly Version[] {
  const days = new Set<string>();
  return versions.filter(({ because, at }) => {
    if (because !== 'edited' || Date.parse(now) - Date.parse(at) < twoDays) return true;
    const { year, month, day } = localParts(at, network.timeZone);
    const name = `${year}-${month}-${day}`;
    if (days.has(name)) return false;
    days.add(name);
    return true;
  });
}

function rowOf(shown: HistoryShown, version: Version) {
  const { network, consultation, response } = shown;
  const removed = removalOf(response, version.kept);
  return {
    id: version.id,
    day: formatShortDay(version.at, network.timeZone),
    time: formatTime(version.at, network.timeZone),
    href: `/consultations/${consultation.id}/history/${version.id}`,
    compare: removed === null ? `/consultations/${consultation.id}/history/compare?was=${version.id}&now=${draftNow}` : '',
    ...wordsOf(shown, version),
    ...(removed === null ? {} : { tag: 'Removed', look: 'stop', why: `Removed for good on ${formatDate(removed.at, network.timeZone)}` }),
  };
}

/** What a version is called, why it was kept, and its size. */
function wordsOf(shown: HistoryShown, version: Version) {
  const size = counted(version.words, 'word', 'words');
  const by = version.by === null ? '' : nameOf(shown, version.by);
  switch (version.because) {
    case 'named':
      return { title: version.name, tag: 'Named', look: 'work', why: `Kept by ${by}. ${size}` };
    case 'locked':
      return { title: `Locked for round ${version.round}`, tag: 'Locked', look: 'good', why: `Locked by ${by}. ${size}` };
    case 'reopened':
      return { title: 'Opened again', tag: 'Automatic', look: 'none', why: `Kept automatically. ${size}` };
    case 'deletion':
      return { title: `Before ${by} ${lostWords(version.lost)}`, tag: 'Automatic', look: 'none', why: `Kept automatically. ${size}` };
    case 'position':
      return { title: 'When a position was given', tag: 'Automatic', look: 'none', why: `Kept automatically. ${size}` };
    case 'edited':
      return { title: 'While it was being written', tag: 'Automatic', look: 'none', why: `Kept automatically. ${size}` };
  }
}

/** `deleted 1,240 words`, or `emptied 3 answers` where few words went. */
function lostWords(lost: Version['lost']): string {
  const { words, answers } = lost ?? { words: 0, answers: 0 };
  return isManyWords(words) || answers === 0
    ? `deleted ${counted(words, 'word', 'words')}`
    : `emptied ${counted(answers, 'answer', 'answers')}`;
}

/** `Wed 24 June, 5:04pm: Consolidated draft`, for lists of choices: the time first, for a long name is cut off. */
function labelOf(shown: HistoryShown, chosen: Version | typeof draftNow): string {
  if (chosen === draftNow) return isUnlocked(shown.response) ? 'The draft now' : 'The text now';
  const { title, day, time } = rowOf(shown, chosen);
  return `${day}, ${time}: ${title}`;
}

function choicesOf(shown: HistoryShown, chosen: { readonly was: string; readonly now: string }) {
  const all = [draftNow, ...shown.versions.filter(({ kept }) => removalOf(shown.response, kept) === null)] as const;
  const items = (picked: string) =>
    all.map((one) => {
      const value = one === draftNow ? draftNow : one.id;
      return { value, text: labelOf(shown, one), selected: value === picked };
    });
  return { was: items(chosen.was), now: items(chosen.now) };
}

/** All words of a text as every page counts them, and those among them that nobody typed (SO55). */
function sumOf({ snapshot, writers }: Text): { readonly words: number; readonly nobodys: number } {
  const { words } = textSize(snapshot);
  return { words, nobodys: Math.max(0, words - writers.reduce((sum, writer) => sum + writer.words, 0)) };
}

/** What a picture of words by organisation is drawn from: `width` in parts of a thousand of the longest. */
function bars(writers: readonly { readonly name: string; readonly words: number }[]) {
  const longest = Math.max(1, ...writers.map(({ words }) => words));
  return writers.map(({ name, words }) => ({ name, words, width: Math.round((1000 * words) / longest) }));
}

/** One version to read. */
export function versionView(shown: HistoryShown, version: Version, text: Text) {
  const { network, members } = shown;
  const { title, tag, look, why } = wordsOf(shown, version);
  return {
    ...around(shown),
    title,
    tag,
    look,
    keptAt: `Kept on ${formatDate(version.at, network.timeZone)} at ${formatTime(version.at, network.timeZone)}.`,
    why,
    text: textView(text.snapshot),
    compare: `/consultations/${shown.consultation.id}/history/compare?was=${version.id}&now=${draftNow}`,
    writers: bars(byOrganisation(text.writers, network, members)),
    ...sumOf(text),
  };
}

/** Two texts that were chosen, and what differs. */
export interface Compared {
  readonly was: Version | typeof draftNow;
  readonly now: Version | typeof draftNow;
  readonly changes: readonly SectionChange[];
  /** Of the later text. */
  readonly sections: number;
}

/** Two versions, or one and the text as it is now, side by side. */
export function compareView(shown: HistoryShown, { was, now, changes, sections }: Compared) {
  const differ = changes.length;
  const same = Math.max(0, sections - changes.filter(({ kind }) => kind !== 'removed').length);
  const idOf = (one: Compared['was']): string => (one === draftNow ? draftNow : one.id);
  return {
    ...around(shown),
    title: 'Compare two versions',
    choices: choicesOf(shown, { was: idOf(was), now: idOf(now) }),
    hasVersions: true,
    was: labelOf(shown, was),
    now: labelOf(shown, now),
    summary:
      differ === 0
        ? 'They say the same, word for word.'
        : `${counted(differ, 'answer or part differs', 'answers or parts differ')}, ${same} ${same === 1 ? 'is' : 'are'} word for word the same.`,
    changes: changesView(changes),
  };
}
