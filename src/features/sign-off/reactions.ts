import { may, dutiesOf } from '../../domain/network/access.ts';
import type { MailKind } from '../../domain/mail.ts';
import { type Member, isCurrent } from '../../domain/network/member.ts';
import { SlotId } from '../../domain/ids.ts';
import type { Response } from '../../domain/response/response.ts';
import { type SignOffRound, activeStages, seatOf } from '../../domain/round/round.ts';
import { pendingSlots } from '../../domain/round/stage.ts';
import { queueMail } from '../../outbox/queue.ts';
import type { Services } from '../../services.ts';
import type { Reaction, Reactions } from '../../store/reactions.ts';
import { minuteHand, replaceLeavers } from './commands.ts';
import { everybody, officeHolders } from '../../reading/response.ts';

type Happened = Parameters<Reaction<'response'>>[0];

/** What follows from events of sign-off: mails, successors, the clock. Safe to run twice. */
export function reactions(services: Services): Reactions {
  const tell = (kind: MailKind, who: Audience): Reaction<'response'> => telling(services, kind, who);
  return {
    response: {
      RoundOpened: tell('text-locked', writersNotAsked),
      StageActivated: (happened) => asking(services, happened, slotsIn(happened)),
      SlotAdded: (happened) => asking(services, happened, [slotIn(happened)]),
      RoundResumed: (happened) => askingAgain(services, happened),
      SlotStoodDown: tell('stood-down', slotHolder),
      Approved: tell('decision-receipt', slotHolder),
      ChangesRequested: both(tell('decision-receipt', slotHolder), tell('changes-requested', writersAndAsked)),
      Declined: both(tell('decision-receipt', slotHolder), tell('response-declined', writersAndAsked)),
      RoundApproved: tell('round-approved', everyone),
      RoundRecalled: tell('round-recalled', writersAndAsked),
      RoundLapsed: tell('round-lapsed', writersAndAsked),
    },
    network: {
      AppointmentMade: ({ stored }) => replaceIn(services, stored.id),
      AppointmentEnded: ({ stored }) => replaceIn(services, stored.id),
    },
    member: {
      MembershipEnded: ({ stored }) => replaceIn(services, stored.state.networkId),
      MemberRoleChanged: ({ stored }) => replaceIn(services, stored.state.networkId),
    },
    consultation: {
      ClosingMoved: async ({ stored }) => {
        const { networkId, id: consultationId } = stored.state;
        const found = await services.aggregates.find('response', { where: { networkId, consultationId } });
        for (const response of found) await minuteHand(services, response.state.id);
      },
    },
  };
}

function both(first: Reaction<'response'>, second: Reaction<'response'>): Reaction<'response'> {
  return async (happened) => {
    await first(happened);
    await second(happened);
  };
}

async function replaceIn(services: Services, networkId: string): Promise<void> {
  const open = await services.aggregates.find('response', { where: { networkId, status: 'in-sign-off' }, limit: 1000 });
  for (const response of open) await replaceLeavers(services, response.state.id);
}

/** Whom an event is told to. */
type Audience = (about: {
  readonly round: SignOffRound;
  readonly happened: Happened;
  readonly member: Member;
  readonly writes: boolean;
}) => boolean;

const everyone: Audience = () => true;
// Whoever is asked first gets a request, which says as much.
const writersNotAsked: Audience = ({ round, member, writes }) =>
  writes && !activeStages(round).some((stage) => pendingSlots(stage).some((slot) => slot.memberId === member.id));
const slotHolder: Audience = ({ round, happened, member }) => seatOf(round, slotIn(happened))?.slot.memberId === member.id;
/** Writers, and whoever was asked or has approved; not the person who did it. */
const writersAndAsked: Audience = ({ round, happened, member, writes }) =>
  member.id !== happened.event.actor &&
  (writes || round.stages.some((stage) => stage.status !== 'waiting' && stage.slots.some((slot) => slot.memberId === member.id)));

function telling(services: Services, kind: MailKind, audience: Audience): Reaction<'response'> {
  return async (happened) => {
    const state = await present(services, happened);
    const round = roundIn(happened, state);
    if (round === null) return;
    const { network } = await officeHolders(services, state.networkId);
    const now = services.now();
    for (const member of (await everybody(services, state.networkId)).values()) {
      const writes = may('response.write', dutiesOf(member, network, now));
      if (!isCurrent(member, now) || !audience({ round, happened, member, writes })) continue;
      const slot = audience === slotHolder ? slotIn(happened) : null;
      const { networkId, id: responseId } = state;
      await queueMail(services, { event: happened.event, kind, networkId, memberId: member.id, responseId, round: round.n, slot });
    }
  };
}

/** Asks the people of these slots, each once however many events name them: whoever is not asked yet is asked when their turn comes. */
async function asking(services: Services, happened: Happened, slots: readonly SlotId[]): Promise<void> {
  const state = await present(services, happened);
  const round = roundIn(happened, state);
  if (round === null) return;
  for (const id of slots) {
    const seat = seatOf(round, id);
    if (seat?.slot.status !== 'pending' || seat.stage.status !== 'active') continue;
    // Named by the slot and not by the event: a successor is both added and activated.
    await ask(services, state, round, id, { chain: `${happened.event.chain}/${id}`, seq: 0 });
  }
}

async function askingAgain(services: Services, happened: Happened): Promise<void> {
  const state = await present(services, happened);
  const round = roundIn(happened, state);
  if (round === null) return;
  for (const slot of activeStages(round).flatMap(pendingSlots)) await ask(services, state, round, slot.id, happened.event);
}

async function ask(
  services: Services,
  { networkId, id: responseId }: Response,
  round: SignOffRound,
  slot: SlotId,
  event: { readonly chain: string; readonly seq: number },
): Promise<void> {
  const memberId = seatOf(round, slot)?.slot.memberId;
  if (memberId !== undefined) {
    await queueMail(services, { event, kind: 'sign-off-request', networkId, memberId, responseId, round: round.n, slot });
  }
}

/** The response as it stands now: a reaction may run long after its event. */
async function present(services: Services, { stored }: Happened): Promise<Response> {
  return (await services.aggregates.get('response', stored.id))?.state ?? stored.state;
}

function roundIn({ event }: Happened, response: Response): SignOffRound | null {
  return response.rounds.find((round) => round.n === event.data['round']) ?? null;
}

function slotIn({ event }: Happened): SlotId {
  return SlotId.parse(event.data['slot']);
}

function slotsIn({ event }: Happened): readonly SlotId[] {
  return SlotId.array().parse(event.data['slots']);
}
