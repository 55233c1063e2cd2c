import type { Response } from '../domain/response/response.ts';
import type { Consultation } from '../domain/consultation/consultation.ts';
import { formatShortDay } from '../domain/time/calendar.ts';
import type { Instant } from '../domain/outcome.ts';
import { blankLetter, type Group, type Letter, maxWords, mostWeeklyWords, renderLetter, wordsIn } from '../mail/letter.ts';
import { counted } from '../phrases/english.ts';
import { responseTitle, theResponse } from '../phrases/names.ts';
import type { Addressee } from './delivery.ts';

/** A letter that can wait, with the consultation of its response; null where it is about none. */
interface Item {
  readonly letter: Letter;
  readonly consultation: Consultation | null;
  readonly response: Response | null;
}

/**
 * One letter for several: grouped by response, a sentence for each, oldest first, and one link a response (MA6). A weekly letter
 * among them brings its groups, each below the updates on its response (MA9). Where the letter would have too many words, it leaves
 * out sentences of the longest group, and says how many.
 */
export function dailyLetter(items: readonly Item[], { member, network }: Addressee, now: Instant): Letter {
  const weekly = items.find(({ letter }) => letter.groups.length > 0)?.letter ?? null;
  const updates = items.filter(({ letter }) => letter !== weekly);
  const about = Map.groupBy(updates, (item) => item.consultation?.id ?? '');
  const groups = [...about.values()].map((group) => groupOf(group, network.name));
  const [only] = updates;
  const one = only?.consultation == null ? network.name : theResponse(only.consultation, only.response);
  const topic = about.size === 1 ? one : counted(about.size, 'text', 'texts');
  const count = counted(updates.length, 'update', 'updates');
  const letter: Letter = {
    ...blankLetter,
    network: network.name,
    subject: `${formatShortDay(now, network.timeZone)}: ${weekly === null ? `${count} on ${topic}` : `${count}, and your week`}`,
    preview: updates.map((item) => item.letter.preview).join(' '),
    greeting: member.name,
    paragraphs: [weekly === null ? 'Since our last email:' : 'Here is the news since our last email, and your week.'],
    groups: weekly === null ? groups : together(groups, weekly.groups),
    withoutLink: 'The links decide nothing. They ask you to sign in with this address.',
    stop: weekly?.stop ?? null,
    footer: ['What can wait comes at most once a day, in one email. Requests to decide come at once.'],
  };
  return withinWords(letter);
}

/** The groups of updates and of a week; two on one response are one group with one link. */
function together(updates: readonly Group[], weekly: readonly Group[]): readonly Group[] {
  const known = new Set(weekly.map(({ heading }) => heading));
  const joined = weekly.map((group) => {
    const news = updates.find(({ heading }) => heading === group.heading);
    return news === undefined ? group : { ...group, items: [...news.items, ...group.items], recordNumber: news.recordNumber };
  });
  return [...updates.filter(({ heading }) => !known.has(heading)), ...joined];
}

function groupOf(items: readonly Item[], network: string): Group {
  const last = items.at(-1);
  const title = last?.consultation == null ? network : responseTitle(last.consultation, last.response);
  return {
    heading: title,
    items: items.map(({ letter }) => letter.preview),
    action: last?.letter.action ?? null,
    recordNumber: last?.letter.recordNumber ?? '',
  };
}

/**
 * The letter with at most 200 words, with a week in it 250 (SO32, MA9). Updates are left out from the oldest on, the lines of a week
 * from the last on.
 */
export function withinWords(letter: Letter): Letter {
  const isWeekly = letter.stop !== null;
  const most = isWeekly ? mostWeeklyWords : maxWords;
  const dropped = (items: readonly string[]): readonly string[] => (isWeekly ? items.slice(0, -1) : items.slice(1));
  let [short, left] = [letter, 0];
  while (wordsIn(renderLetter(short).text) > most) {
    const longest = short.groups.reduce((a, b) => (b.items.length > a.items.length ? b : a), { ...blankGroup });
    if (longest.items.length <= 1) return short;
    left += 1;
    const groups = short.groups.map((group) => (group === longest ? { ...group, items: dropped(group.items) } : group));
    const which = isWeekly ? counted(left, 'more line is', 'more lines are') : counted(left, 'earlier update is', 'earlier updates are');
    short = { ...letter, groups, after: [`${which} not listed here. The pages show all.`] };
  }
  return short;
}

const blankGroup: Group = { heading: '', items: [], action: null, recordNumber: '' };
