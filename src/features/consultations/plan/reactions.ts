import type { MemberId } from '../../../domain/ids.ts';
import { isLastDays } from '../../../domain/mail.ts';
import { type Consultation, plannedTo } from '../../../domain/consultation/consultation.ts';
import { type StepName, stepNames } from '../../../domain/consultation/date-move.ts';
import { Instant } from '../../../domain/outcome.ts';
import { isGoing } from '../../../domain/response/going.ts';
import { concernedBy } from '../../../domain/response/plan/concerning.ts';
import type { Response } from '../../../domain/response/response.ts';
import { nextMorning } from '../../../domain/time/calendar.ts';
import { queueMails } from '../../../outbox/queue.ts';
import { everybodyIn } from '../../../reading/people.ts';
import { consultationOf, responseTo } from '../../../reading/response.ts';
import type { Services } from '../../../services.ts';
import type { StoredEvent } from '../../../store/aggregates.ts';
import type { Reactions } from '../../../store/reactions.ts';

/** A change of a plan: when it was made, by whom, and the steps whose dates it may have changed. */
interface Change {
  readonly event: Pick<StoredEvent, 'chain' | 'seq' | 'actor'>;
  readonly since: Instant;
  readonly steps: readonly StepName[];
}

/** Queues one mail to each person whom a change of the plan concerns, but not to its maker (WO19). */
export function reactions(services: Services): Reactions {
  return {
    consultation: {
      DateMoved: ({ stored: { state }, event }) => {
        const { step, to } = event.data;
        const move = (state.dateMoves ?? []).findLast((one) => one.step === step && one.to === to);
        return tellOfDates(services, state, { event, since: move?.at ?? event.at, steps: [step] });
      },
      DatesPlannedAgain: ({ stored: { state }, event }) => {
        const move = (state.dateMoves ?? []).findLast(({ step, to }) => to === null && event.data.steps.includes(step));
        return tellOfDates(services, state, { event, since: move?.at ?? event.at, steps: event.data.steps });
      },
      ClosingMoved: async ({ stored: { state }, event }) => {
        const move = state.closingMoves.findLast(({ to }) => to === event.data.to);
        const { network } = await everybodyIn(services, state.networkId);
        await tellOfDates(services, state, { event, since: move?.at ?? event.at, steps: stepNames(network.offices) });
      },
    },
    response: {
      LeadsNamed: async ({ stored: { state }, event }) => {
        const people = new Set(event.data.leads.flatMap(({ member, was }) => [member, was]).filter((id) => id !== null));
        await tell(services, state, { event, since: event.at, steps: [] }, people);
      },
    },
  };
}

async function tellOfDates(services: Services, consultation: Consultation, change: Change): Promise<void> {
  const stored = await responseTo(services, consultation);
  if (stored === null) return;
  const { network, members } = await everybodyIn(services, consultation.networkId);
  const company = {
    network,
    members: new Map(members.map((member) => [member.id as string, member])),
    response: stored.state,
    at: services.now(),
  };
  const concerned = change.steps.flatMap((step) => concernedBy(step, company));
  await tell(
    services,
    stored.state,
    change,
    new Set(concerned.filter(({ id, role }) => role === 'coordinator' || knows(stored.state, id)).map(({ id }) => id)),
  );
}

/** True once people were told of the response, and for a drafting lead: nobody hears first of a response by a change of its dates. */
function knows({ told = [], leads = [] }: Response, id: MemberId): boolean {
  return told.length > 0 || leads.some(({ memberId }) => memberId === id);
}

async function tell(services: Services, response: Response, { event, since }: Change, people: ReadonlySet<MemberId>): Promise<void> {
  if (!isGoing(response)) return;
  const { network, members } = await everybodyIn(services, response.networkId);
  const consultation = await consultationOf(services, response);
  const others = [...people].filter((id) => id !== event.actor);
  const owed = {
    event,
    kind: 'plan-changed',
    networkId: response.networkId,
    responseId: response.id,
    round: null,
    slot: null,
    since,
  } as const;
  const notBefore = whenToTell(plannedTo(consultation), services.now(), network.timeZone);
  await queueMails(services, new Map(members.map((member) => [member.id as string, member])), others, { ...owed, notBefore });
}

/** Minutes in which a coordinator may take a change back before people hear of it, in the last days before the close. */
const patience = 15;

/** The next morning, so that the changes of a day are one mail; in the last days before the close, a quarter of an hour from now. */
function whenToTell(end: Instant, now: Instant, zone: string): Instant {
  if (!isLastDays(end, now)) return nextMorning(now, zone);
  return Instant.parse(new Date(Date.parse(now) + patience * 60_000).toISOString());
}
