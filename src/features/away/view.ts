import { standInFor } from '../../domain/network/absence.ts';
import { whyNotStandIn } from '../../domain/network/being-away.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import { formatDate, formatLastDay } from '../../domain/time/calendar.ts';
import { hasEnded } from '../../domain/time/span.ts';
import { nameOf, officeOf } from '../../phrases/people.ts';
import { dateField } from '../../web/form-parts/date-field.ts';
import { type freshAway, fromDate, nobody, untilDate } from './form.ts';

/** Everything that the page of a member’s absences shows. */
export interface Shown {
  readonly network: Network;
  readonly members: ReadonlyMap<string, Member>;
  readonly member: Member;
  /** True where the reader looks at their own absences. */
  readonly own: boolean;
  readonly form: typeof freshAway;
  readonly now: Instant;
}

/** The absences of a member, and the form that records one more (WO30). */
export function awayView({ network, members, member, own, form, now }: Shown) {
  const able = [...members.values()].filter((one) => whyNotStandIn(member, one, network, now) === null);
  return {
    title: own ? 'When you are away' : `When ${member.name} is away`,
    place: 'network' as const,
    back: own ? { href: '/you', text: 'You' } : { href: `/network/members/${member.id}`, text: member.name },
    own,
    name: member.name,
    action: `/network/members/${member.id}/away`,
    absences: absencesOf({ network, members, member, now }),
    form,
    failed: form.summary !== null,
    from: dateField(form, fromDate),
    until: dateField(form, untilDate),
    deputies: [
      { value: '', text: 'Pick somebody', selected: form.values.deputy === '' },
      ...able
        .toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'))
        .map((one) => ({
          value: one.id,
          text: `${one.name}, ${officeOf(one, network, now)}`,
          selected: form.values.deputy === one.id,
        })),
      { value: nobody, text: 'Nobody', selected: form.values.deputy === nobody },
    ],
  };
}

function absencesOf({ network, members, member, now }: Omit<Shown, 'own' | 'form'>) {
  const zone = network.timeZone;
  return (member.absences ?? [])
    .filter((absence) => !hasEnded(absence, now))
    .map(({ from, until, deputyId }) => {
      const begun = from <= now;
      const named = deputyId === null ? 'nobody' : nameOf({ members }, deputyId);
      const present = begun ? (standInFor(members, member, now)?.name ?? 'nobody') : named;
      return {
        from,
        days: `${formatDate(from, zone)} to ${formatLastDay(until, zone)}`,
        who: present === named ? `${named} stands in` : `${present} stands in now, because ${named} cannot`,
        button: begun ? 'End it now' : 'Take it back',
      };
    });
}
