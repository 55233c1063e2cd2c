import { closingSentence } from '../../phrases/kinds/closing.ts';
import { shortTitle } from '../../domain/consultation/consultation.ts';
import type { Mail } from '../../domain/mail.ts';
import type { Member } from '../../domain/network/member.ts';
import { latestRound } from '../../domain/response/response.ts';
import { type SignOffRound, activeStages, endOf } from '../../domain/round/round.ts';
import { decisionOf, pendingSlots } from '../../domain/round/stage.ts';
import { whyNotDecide } from '../../domain/sign-off/decide.ts';
import { formatDeadline, formatShortDay, formatTime, zoneName } from '../../domain/time/calendar.ts';
import { type Letter, maxWords, renderLetter, wordsIn } from '../../mail/letter.ts';
import type { Composers, NotNeeded } from '../../outbox/composer.ts';
import { type Again, whyAgain } from '../../phrases/again.ts';
import { capital, listed } from '../../phrases/english.ts';
import { roundName, theResponse } from '../../phrases/names.ts';
import { nameOf } from '../../phrases/people.ts';
import { approvalsOf, checkedBy, decisionWords, endingOf, officeOf, stamp, whoIn } from '../../phrases/rounds.ts';
import { everybodyIn } from '../../reading/people.ts';
import { positionsSinceLock } from '../../reading/signed-text.ts';
import { snapshotOf } from '../../reading/snapshot.ts';
import type { Services } from '../../services.ts';
import { changesFor } from './changes.ts';
import { mintLink } from './links.ts';
import { decidedForYou, handedBack, handedOver } from './deputy-letters.ts';
import { officeLetter } from './office-letter.ts';
import { type Compose, type Matter, composer, signInFirst } from './round-letter.ts';
import { type PositionFact, positionFacts } from './standing-view.ts';

/** Asks one person to decide; the only letter with a link, which is made here (SO20, SO30). */
async function request(matter: Matter, services: Services, _mail: Mail, member: Member): Promise<Letter | NotNeeded> {
  const { response, consultation, round, seat, cast, letter } = matter;
  if (seat === null) return { notNeeded: 'there is no such request' };
  const caller = { round: round.n, slot: seat.slot.id, digest: round.digest, memberId: member.id };
  const { closesAt } = consultation;
  const whyNot = whyNotDecide(response, {
    ...(await everybodyIn(services, response.networkId)),
    ...caller,
    closesAt,
    at: services.now(),
  });
  if (whyNot !== null) return { notNeeded: whyNot.detail };
  const { networkId, id: responseId } = response;
  const url = await mintLink(services, member, { networkId, responseId, round: round.n, slot: seat.slot.id, digest: round.digest });
  const zone = cast.network.timeZone;
  const due = seat.stage.dueAt;
  const approvals = round.stages.flatMap((stage) => approvalsOf(stage, cast));
  const changes = await changesFor(services, response, round, member.id);
  const again = whyAgain(response, round, cast, member.id);
  const asking = {
    ...letter,
    subject: `By ${formatShortDay(due, zone)}, ${formatTime(due, zone)}: your decision on ${theResponse(consultation, response)}`,
    preview: 'Read the text and decide. Opening the link decides nothing.',
    paragraphs: [`As ${officeOf(seat, cast)}, please decide on ${matter.what}, ${roundName(round.n)}.`],
    deadline: { what: `Decide by ${formatDeadline(due, zone)}`, detail: closingSentence(consultation, zone) },
    list: changes === null ? null : { heading: `What changed since round ${changes.since}`, items: changes.inShort },
    after: approvals.length === 0 ? [] : [`${listed(approvals.map((one) => `${one.who} (${one.officeName})`))} approved this text.`],
    action: { label: 'Read the text and decide', url },
    withoutLink: `Opening the link decides nothing. Link blocked? Sign in at ${services.baseUrl()} with this address: we send a code. The Sign-off page leads to the same decision.`,
    footer: ['The link is for you alone: please do not forward it.', `Asked for by ${matter.coordinator}.${addressOf(matter)}`],
  };
  const { snapshot } = await snapshotOf(services, response, round.digest);
  const since = await positionsSinceLock(services, { network: cast.network, response, round }, services.now());
  const brief = positionFacts(snapshot, since, zone);
  return withBrief(again === null ? asking : askingAgain({ ...asking, facts: inShortest(brief) }, again), brief);
}

/** The letter with as many sentences of each fact as it has room for; the first sentence stays (SO32, PO16). */
function withBrief(letter: Letter, brief: readonly PositionFact[]): Letter {
  const most = Math.max(1, ...brief.map(({ sentences }) => sentences.length));
  const letters = Array.from({ length: most }, (_, index): Letter => ({
    ...letter,
    facts: brief.map((fact) => inAtMost(fact, most - index)),
  }));
  return letters.find((one) => wordsIn(renderLetter(one).text) <= maxWords) ?? { ...letter, facts: inShortest(brief) };
}

function inShortest(brief: readonly PositionFact[]): Letter['facts'] {
  return brief.map((fact) => inAtMost(fact, 1));
}

function inAtMost({ label, sentences }: PositionFact, count: number): Letter['facts'][number] {
  return { label, value: [...sentences.slice(0, count), ...(sentences.length > count ? ['The page has the rest.'] : [])].join(' ') };
}

/** ` Questions? nadia@council.gov.uk`: an answer to a mail with a personal link would quote the link (MA4). Empty for a former member. */
function addressOf({ round, cast }: Matter): string {
  const opener = cast.members.get(round.openedBy);
  return opener === undefined ? '' : ` Questions? ${opener.email}`;
}

/** The letter with the reason for another round, and as many of the words given for it as the letter has room for (SO32, SO52). */
function askingAgain(letter: Letter, { ended, reason, sameText }: Again): Letter {
  const withWhy = (why: string): Letter => ({ ...letter, paragraphs: [...letter.paragraphs, why, sameText].filter((one) => one !== '') });
  const room = maxWords - wordsIn(renderLetter(withWhy(ended)).text) - wordsIn('Because: …');
  return reason === '' || room < 1 ? withWhy(ended) : withWhy(`${ended} Because: “${inShort(reason, Math.min(room, 30))}”`);
}

function locked({ response, round, cast, letter, what, consultation, linkTo }: Matter): Letter | NotNeeded {
  if (round.status !== 'open') return { notNeeded: 'the round has ended' };
  const asked = activeStages(round).flatMap((stage) => pendingSlots(stage).map((slot) => `${whoIn(slot, cast)} (${stage.office.name})`));
  return {
    ...letter,
    subject: `The text is locked: ${shortTitle(consultation.title)}`,
    preview: 'The text is locked and is being signed off. Editing has stopped.',
    paragraphs: [
      `The text of ${what} was locked on ${stamp(round.openedAt, cast)}, as ${roundName(round.n)}. Editing has stopped.`,
      ...[whyAgain(response, round, cast, '')?.sameText ?? ''].filter((one) => one !== ''),
      asked.length === 0 ? 'It is being signed off.' : `The first to decide: ${listed(asked)}.`,
      'You need do nothing. What reached us after the lock is set aside for the coordinator: nothing is lost. You are told if the text opens again.',
    ],
    action: linkTo('See the locked text', 'response'),
    withoutLink: signInFirst,
  };
}

const receipt: Compose = (matter, _services, _mail, member) => {
  const { seat, cast, letter, round, what, linkTo } = matter;
  const decision = seat === null ? null : decisionOf(seat.slot);
  if (seat === null || decision === null) return { notNeeded: 'nothing was decided here' };
  if (seat.slot.memberId !== member.id) return decidedForYou(matter, seat, decision);
  const words = decisionWords[decision.kind];
  return {
    ...letter,
    subject: `Receipt: you ${words.did} as ${officeOf(seat, cast)}`,
    preview: 'Your decision is recorded.',
    paragraphs: [`Your decision on ${what} is recorded.`],
    facts: [
      { label: 'Your decision', value: words.tag },
      { label: 'As', value: capital(officeOf(seat, cast)) },
      { label: 'When', value: `${stamp(decision.at, cast)} ${zoneName(cast.network.timeZone)}` },
      { label: 'Round', value: String(round.n) },
      { label: 'Checked by', value: checkedBy(decision.assurance) },
    ],
    action: linkTo('See sign-off', 'sign-off'),
    withoutLink: `${signInFirst} Not you? Tell ${nameOf(cast, round.openedBy)} at once.`,
  };
};

/** The consequence of a round's end: a sentence, and a link to the page to go on with. */
interface Next {
  readonly says: string;
  readonly action: Letter['action'];
}

/** A letter that tells how a round ended; the reason is cut so that the letter stays short. */
function ended(as: SignOffRound['status'], title: string, nextOf: (matter: Matter) => Next): Compose {
  return (matter) => {
    const { response, round, cast, letter, consultation, what } = matter;
    const ending = endOf(round);
    if (ending === null || round.status !== as) return { notNeeded: 'the round did not end so' };
    // A mail that waited for the morning may come too late (MA6).
    if (latestRound(response) !== round || response.locking !== null) return { notNeeded: 'the text was locked again since' };
    if (response.submission !== null) return { notNeeded: 'the response was sent since' };
    const reason = inShort(ending.reason, 60);
    const next = nextOf(matter);
    const why = ending.reason === '' ? '' : ` Because: “${inShort(ending.reason, 20)}”`;
    return {
      ...letter,
      subject: `${title}: ${shortTitle(consultation.title)}`,
      preview: `${endingOf(round, cast)}${why}`,
      paragraphs: [
        `This is about ${what}, ${roundName(round.n)}.`,
        endingOf(round, cast),
        ...(reason === '' ? [] : [`The reason given: “${reason}”`]),
        next.says,
      ],
      action: next.action,
      withoutLink: signInFirst,
      // A draft that is open again has other words than the text that was locked (MA3).
      version: round.status === 'lapsed' ? letter.version : null,
    };
  };
}

function inShort(text: string, most: number): string {
  const words = text.trim().split(/\s+/);
  return words.length <= most ? words.join(' ') : `${words.slice(0, most).join(' ')} …`;
}

/** The end of a round after which the text is open again. */
function reopened({ linkTo, noun }: Matter): Next {
  return {
    says: 'The text is open again, and everybody can write in it. The next time it is locked, those who sign off see what changed.',
    action: linkTo(`Open the ${noun}`, 'response'),
  };
}

function stoodDown({ round, seat, cast, letter, what, consultation, linkTo }: Matter): Letter | NotNeeded {
  const [approval] = seat === null ? [] : approvalsOf(seat.stage, cast);
  if (seat?.slot.status !== 'stood-down' || approval === undefined) return { notNeeded: 'nobody was stood down' };
  if (endOf(round) !== null) return { notNeeded: 'the round has ended' };
  return {
    ...letter,
    subject: `No need to decide any more: ${shortTitle(consultation.title)}`,
    preview: `${approval.who} approved, so your request to decide is closed.`,
    paragraphs: [
      `You were asked as ${officeOf(seat, cast)} to decide on ${what}.`,
      `${approval.who} approved ${approval.when}. That is enough for this office, so your request is closed. You need do nothing.`,
    ],
    action: linkTo('See sign-off', 'sign-off'),
    withoutLink: signInFirst,
  };
}

function approved({ response, round, cast, letter, what, consultation, linkTo }: Matter): Letter | NotNeeded {
  if (round.status !== 'approved' || response.submission !== null) return { notNeeded: 'the approval no longer stands, or it was sent' };
  const approvals = round.stages.flatMap((stage) => approvalsOf(stage, cast));
  return {
    ...letter,
    subject: `Approved: ${theResponse(consultation, response)}`,
    preview: 'Every office has approved the text.',
    paragraphs: [`Every office has approved ${what}.`],
    facts: approvals.map((one) => ({ label: one.office, value: `${one.who}, ${one.when}` })),
    after: ['The final document can be made and sent now. You are told when it has gone.'],
    action: linkTo('See the documents', 'documents'),
    withoutLink: signInFirst,
  };
}

/** The composers of sign-off's letters. */
export const composers = {
  'sign-off-request': composer(request),
  'text-locked': composer(locked),
  'decision-receipt': composer(receipt),
  'changes-requested': composer(ended('changes-requested', 'Changes requested', reopened)),
  'response-declined': composer(
    ended('declined', 'Declined', (matter) =>
      matter.response.status === 'stopped'
        ? { says: `The ${matter.noun} is stopped. Only the sponsor can start it again.`, action: matter.linkTo('See sign-off', 'sign-off') }
        : reopened(matter),
    ),
  ),
  'stood-down': composer(stoodDown),
  'office-changed': officeLetter,
  'decision-handed-over': composer(handedOver),
  'decision-handed-back': composer(handedBack),
  'round-approved': composer(approved),
  'round-recalled': composer(ended('recalled', 'Taken back', reopened)),
  'round-lapsed': composer(
    ended('lapsed', 'Time ran out', ({ linkTo }) => ({
      says: 'Nothing was approved by that. Once there is time again, the round goes on with the decisions made so far.',
      action: linkTo('See sign-off', 'sign-off'),
    })),
  ),
} as const satisfies Composers;
