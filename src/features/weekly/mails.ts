import { dutiesOf } from '../../domain/network/access.ts';
import { getsWeekly } from '../../domain/network/following.ts';
import { isUntold } from '../../domain/network/member.ts';
import { isGoing, knowsOf } from '../../domain/response/going.ts';
import { formatShortDay } from '../../domain/time/calendar.ts';
import { type Letter, blankLetter } from '../../mail/letter.ts';
import type { Composer, Composers } from '../../outbox/composer.ts';
import { withinWords } from '../../outbox/daily-letter.ts';
import { counted } from '../../phrases/english.ts';
import { type WeekWords, weekInWords } from '../../phrases/work/week.ts';
import { membersOf } from '../../reading/people.ts';
import { weeksOf } from '../../reading/work/weeks.ts';
import { linkTo } from './link.ts';

/** Tells a member their week: as it is now, and only where there is something to tell (MA8, MA9). */
const weekly: Composer = async (services, _mail, member, network) => {
  const now = services.now();
  if (!getsWeekly(member)) return { notNeeded: 'they chose to get no weekly email' };
  if (isUntold(member, now)) return { notNeeded: 'they have not been invited yet' };
  const duties = dutiesOf(member, network, now);
  const members = await membersOf(services, network.id);
  const whose = { network, member, duties, members };
  const weeks = await weeksOf(services, whose);
  if (!weeks.some(({ response }) => response !== null && isGoing(response))) return { notNeeded: 'no response is open' };
  const known = weeks.filter(({ response }) =>
    response === null ? duties.has('coordinator') : isGoing(response) && knowsOf(response, member),
  );
  const week = weekInWords({ ...whose, concerns: known, now });
  if (week.parts.length === 0) return { notNeeded: 'there is nothing to tell' };
  const day = formatShortDay(now, network.timeZone);
  const letter: Letter = {
    ...blankLetter,
    network: network.name,
    subject: `${day}: ${subjectOf(week)}`,
    preview: week.parts[0]?.lines[0] ?? '',
    greeting: member.name,
    paragraphs: [`Here is your week in the ${network.name}.`],
    groups: week.parts.map(({ consultationId, heading, lines }) => ({
      heading,
      items: lines,
      action: { label: 'Open it', url: `${services.baseUrl()}/consultations/${consultationId}` },
      recordNumber: '',
    })),
    withoutLink: 'These links ask you to sign in with this address.',
    stop: { words: 'To get no weekly email', url: await linkTo(services, member) },
    footer: ['It comes on Mondays, where there is something to tell.'],
  };
  return withinWords(letter);
};

/** `3 things to do, 2 sections changed`; `the next two weeks` where neither is told. */
function subjectOf({ asked, changed }: WeekWords): string {
  const parts = [
    ...(asked === 0 ? [] : [`${counted(asked, 'thing', 'things')} to do`]),
    ...(changed === 0 ? [] : [`${counted(changed, 'section', 'sections')} changed`]),
  ];
  return parts.length === 0 ? 'the next two weeks' : parts.join(', ');
}

export const composers = { 'weekly-digest': weekly } as const satisfies Composers;
