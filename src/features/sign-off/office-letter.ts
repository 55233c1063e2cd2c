import { shortTitle } from '../../domain/consultation/consultation.ts';
import { dutiesOf, may } from '../../domain/network/access.ts';
import { inPost } from '../../domain/network/appointment.ts';
import { isCurrent } from '../../domain/network/member.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { OfficeChange } from '../../domain/round/office-change.ts';
import { caseOfRecall } from '../../domain/sign-off/recall.ts';
import type { Letter } from '../../mail/letter.ts';
import { capital, listed, sentences } from '../../phrases/english.ts';
import { roundName } from '../../phrases/names.ts';
import { authoritiesOf, changeSentences, holdersInWords } from '../../phrases/office-changes.ts';
import { type Cast, officeName } from '../../phrases/people.ts';
import { stamp } from '../../phrases/rounds.ts';
import { type Compose, composer, signInFirst } from './round-letter.ts';

/**
 * Writes the letter about a change of office in an open round: its maker, the holders before and after, the authority, and the
 * way to undo the change (SO56).
 */
const officeChanged: Compose = ({ response, round, cast, letter, consultation, what, linkTo }, services, mail, member) => {
  const change = round.officeChanges[(mail.change ?? 0) - 1];
  if (change === undefined) return { notNeeded: 'there is no such change of office' };
  const subject = change.type === 'role' ? 'A role' : `The office of ${officeName(cast.network, change.office)}`;
  const steers = may('sign-off.recall', dutiesOf(member, cast.network, services.now()), caseOfRecall(response));
  return {
    ...letter,
    subject: `${subject} changed during sign-off: ${shortTitle(consultation.title)}`,
    preview: sentences(...changeSentences(change, cast)),
    paragraphs: [
      `This is about ${what}, ${roundName(round.n)}, which is locked for sign-off.`,
      sentences(...changeSentences(change, cast)),
    ],
    facts: factsOf(change, cast),
    after: [
      change.type === 'role'
        ? 'Somebody who coordinated since the lock cannot decide on this text.'
        : 'Decisions made before stand. A request to somebody who left the office is closed.',
      steers
        ? `Is this wrong? Take the text back on the Sign-off page, and tell the ${member.role === 'coordinator' ? 'other ' : ''}coordinators.`
        : `Is this wrong? Tell ${whoTakesBack(cast, services.now())} at once: they can take the text back.`,
    ],
    action: linkTo('See the record', 'record'),
    withoutLink: signInFirst,
    footer: ['Sent to the person whom the change concerns, the sponsor and the coordinators.'],
  } satisfies Letter;
};

/** The people in the last office, else the coordinators: `Alison Thackeray (sponsor)`. */
function whoTakesBack({ network, members }: Cast, at: Instant): string {
  const last = network.offices.at(-1);
  const current = [...members.values()].filter((member) => isCurrent(member, at));
  const sponsors = current.filter(
    ({ id }) => last !== undefined && inPost(network.appointments, last.id, at).some((one) => one.memberId === id),
  );
  const coordinators = current.filter(({ role }) => role === 'coordinator');
  const [people, office] =
    sponsors.length > 0 ? [sponsors, last?.name] : [coordinators, coordinators.length === 1 ? 'coordinator' : 'coordinators'];
  return `${listed(people.map(({ name }) => name))} (${office})`;
}

function factsOf(change: OfficeChange, cast: Cast): Letter['facts'] {
  const when = { label: 'When', value: stamp(change.at, cast) };
  if (change.type === 'role') return [when];
  const office = capital(officeName(cast.network, change.office));
  const authority = authoritiesOf(change).join('; ');
  return [
    { label: `${office} before`, value: capital(holdersInWords(change.before, cast)) },
    { label: `${office} now`, value: capital(holdersInWords(change.after, cast)) },
    when,
    { label: 'By what authority', value: authority === '' ? 'Not on record' : authority },
  ];
}

export const officeLetter = composer(officeChanged);
