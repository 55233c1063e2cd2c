import type { Consultation } from '../domain/consultation/consultation.ts';
import { formatShortDay } from '../domain/time/calendar.ts';
import type { Instant } from '../domain/outcome.ts';
import { blankLetter, type Group, type Letter, maxWords, renderLetter, wordsIn } from '../mail/letter.ts';
import { counted } from '../phrases/english.ts';
import { responseTitle, theResponse } from '../phrases/names.ts';
import type { Addressee } from './delivery.ts';

/** A letter that can wait, with the consultation of its response; null where it is about none. */
interface Item {
  readonly letter: Letter;
  readonly consultation: Consultation | null;
}

/**
 * One letter for several: grouped by response, a sentence for each, oldest first, and one link a response (MA6). Where it would
 * have more than 200 words, it leaves out the oldest sentences of the longest group, and says how many.
 */
export function dailyLetter(items: readonly Item[], { member, network }: Addressee, now: Instant): Letter {
  const about = Map.groupBy(items, (item) => item.consultation?.id ?? '');
  const groups = [...about.values()].map((group) => groupOf(group, network.name));
  const [only] = items;
  const one = only?.consultation == null ? network.name : theResponse(only.consultation);
  const topic = about.size === 1 ? one : counted(about.size, 'response', 'responses');
  const letter: Letter = {
    ...blankLetter,
    network: network.name,
    subject: `${formatShortDay(now, network.timeZone)}: ${counted(items.length, 'update', 'updates')} on ${topic}`,
    preview: items.map((item) => item.letter.preview).join(' '),
    greeting: member.name,
    paragraphs: ['Since our last email:'],
    groups,
    withoutLink: 'The links decide nothing. They ask you to sign in with this address.',
    footer: ['What can wait comes at most once a day, in one email. Requests to decide come at once.'],
  };
  return shortened(letter);
}

function groupOf(items: readonly Item[], network: string): Group {
  const last = items.at(-1);
  const title = last?.consultation == null ? network : responseTitle(last.consultation);
  return {
    heading: title,
    items: items.map(({ letter }) => letter.preview),
    action: last?.letter.action ?? null,
    recordNumber: last?.letter.recordNumber ?? '',
  };
}

/** The letter with at most 200 words (SO32). */
function shortened(letter: Letter): Letter {
  let [short, left] = [letter, 0];
  while (wordsIn(renderLetter(short).text) > maxWords) {
    const longest = short.groups.reduce((a, b) => (b.items.length > a.items.length ? b : a), { ...blankGroup });
    if (longest.items.length <= 1) return short;
    left += 1;
    const groups = short.groups.map((group) => (group === longest ? { ...group, items: group.items.slice(1) } : group));
    short = {
      ...letter,
      groups,
      after: [`${counted(left, 'earlier update is', 'earlier updates are')} not listed here. The pages show all.`],
    };
  }
  return short;
}

const blankGroup: Group = { heading: '', items: [], action: null, recordNumber: '' };
