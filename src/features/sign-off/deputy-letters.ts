import { shortTitle } from '../../domain/consultation/consultation.ts';
import { dutiesOf } from '../../domain/network/access.ts';
import type { Decision } from '../../domain/round/decision.ts';
import type { Seat } from '../../domain/round/round.ts';
import type { Letter } from '../../mail/letter.ts';
import type { NotNeeded } from '../../outbox/composer.ts';
import { capital } from '../../phrases/english.ts';
import { roundName } from '../../phrases/names.ts';
import { nameOf } from '../../phrases/people.ts';
import { checkedBy, decisionWords, stamp } from '../../phrases/rounds.ts';
import { type Compose, type Matter, signInFirst } from './round-letter.ts';

/** Tells the holder of the office, the sponsor and the coordinators that a deputy decides, and how to undo it (SO8). */
export const handedOver: Compose = (matter, services, _mail, member) => {
  const { seat, cast, letter, round, what, consultation, linkTo } = matter;
  const deputyFor = seat?.slot.deputyFor;
  if (seat === null || deputyFor === undefined || seat.slot.status === 'replaced') return { notNeeded: 'the decision went back since' };
  const isWaiting = seat.slot.status === 'pending' && round.status === 'open';
  const [deputy, holder] = [nameOf(cast, seat.slot.memberId), nameOf(cast, deputyFor.memberId)];
  const own = deputyFor.memberId === member.id;
  const mayUndo = own || dutiesOf(member, cast.network, services.now()).has('coordinator');
  return {
    ...letter,
    subject: `${deputy} decides for ${own ? 'you' : holder}: ${shortTitle(consultation.title)}`,
    preview: `${nameOf(cast, deputyFor.by)} handed the decision over.`,
    paragraphs: [
      `This is about ${what}, ${roundName(round.n)}.`,
      `${capital(nameOf(cast, deputyFor.by))} handed the decision as ${seat.stage.office.name} over to ${deputy}, who stands in for ${own ? 'you' : holder}.`,
    ],
    facts: [{ label: 'When', value: stamp(deputyFor.at, cast) }],
    after: [
      ...(own && isWaiting ? ['The links in your emails do not work while your deputy is asked.'] : []),
      mayUndo && isWaiting
        ? `Is this wrong? Take the decision back on the Sign-off page, while ${deputy} has not decided.`
        : own
          ? `Is this wrong? Tell ${nameOf(cast, round.openedBy)} at once.`
          : `Is this wrong? Take the text back on the Sign-off page, and tell ${holder}.`,
    ],
    action: linkTo('See sign-off', 'sign-off'),
    withoutLink: signInFirst,
    footer: ['Sent to the person for whom the deputy decides, the sponsor and the coordinators.'],
  } satisfies Letter;
};

/** Tells a deputy that the decision went back (SO8). */
export const handedBack: Compose = ({ seat, cast, letter, round, what, consultation, linkTo }) => {
  const deputyFor = seat?.slot.deputyFor;
  if (seat === null || deputyFor === undefined || seat.slot.status !== 'replaced' || round.status !== 'open')
    return { notNeeded: 'the decision did not go back' };
  const holder = nameOf(cast, deputyFor.memberId);
  return {
    ...letter,
    subject: `No need to decide any more: ${shortTitle(consultation.title)}`,
    preview: `The decision went back to ${holder}.`,
    paragraphs: [
      `You were asked as ${seat.stage.office.name} for ${holder} to decide on ${what}.`,
      `The decision went back to ${holder}, so your request is closed. You need do nothing.`,
    ],
    action: linkTo('See sign-off', 'sign-off'),
    withoutLink: signInFirst,
  };
};

/** Tells the holder of an office what their deputy decided (SO8). */
export function decidedForYou(
  { cast, letter, round, what, linkTo }: Matter,
  { stage, slot }: Seat,
  decision: Decision,
): Letter | NotNeeded {
  const deputy = nameOf(cast, slot.memberId);
  const words = decisionWords[decision.kind];
  const handed = slot.deputyFor === undefined ? '' : `By ${nameOf(cast, slot.deputyFor.by)}, ${stamp(slot.deputyFor.at, cast)}`;
  return {
    ...letter,
    subject: `${deputy} ${words.did} for you as ${stage.office.name}`,
    preview: 'Your deputy has decided.',
    paragraphs: [`Your deputy has decided on ${what}.`],
    facts: [
      { label: 'Decision', value: words.tag },
      { label: 'As', value: `${capital(stage.office.name)} for you` },
      { label: 'By', value: deputy },
      { label: 'When', value: stamp(decision.at, cast) },
      { label: 'Round', value: String(round.n) },
      { label: 'Checked by', value: checkedBy(decision.assurance) },
      { label: 'Handed over', value: handed },
    ],
    action: linkTo('See sign-off', 'sign-off'),
    withoutLink: `${signInFirst} Is this wrong? Tell ${nameOf(cast, round.openedBy)} at once.`,
  };
}
