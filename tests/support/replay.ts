import { type Response, type ResponseEvent, responseTransitions } from '../../src/domain/response/response.ts';
import { type SignOffRound, roundTransitions } from '../../src/domain/round/round.ts';
import { type Slot, type Stage, slotTransitions, stageTransitions } from '../../src/domain/round/stage.ts';
import { advance, can } from '../../src/domain/transition.ts';

interface ReplayedRound {
  status: SignOffRound['status'];
  readonly stages: Map<string, Stage['status']>;
  readonly slots: Map<string, Slot['status']>;
}

/** What the audit trail alone tells of a response. */
export interface Replayed {
  status: Response['status'];
  epoch: string;
  locking: boolean;
  readonly rounds: ReplayedRound[];
}

const ends = new Set(['ChangesRequested', 'Declined', 'RoundRecalled']);

/** Replays events through the tables of transitions, and nothing else. */
export function replay(events: readonly ResponseEvent[]): Replayed {
  const replayed: Replayed = { status: 'drafting', epoch: '', locking: false, rounds: [] };
  for (const event of events) follow(replayed, event);
  return replayed;
}

function follow(replayed: Replayed, event: ResponseEvent): void {
  if (can(responseTransitions, replayed.status, event.type)) replayed.status = advance(responseTransitions, replayed.status, event.type);
  if (event.type === 'ResponseStarted' || event.type === 'DraftReopened' || event.type === 'DraftConverted')
    replayed.epoch = event.data.epoch;
  if (event.type === 'TextLocked') replayed.locking = true;
  if (event.type === 'LockAbandoned' || event.type === 'RoundOpened') replayed.locking = false;
  if (event.type === 'RoundOpened') {
    const stages = new Map(event.data.stages.map((stage): [string, Stage['status']] => [stage.office, 'waiting']));
    const slots = new Map(event.data.stages.flatMap((stage) => stage.slots).map((slot): [string, Slot['status']] => [slot, 'pending']));
    replayed.rounds.push({ status: 'open', stages, slots });
    return;
  }
  if (!('round' in event.data)) return;
  const round = replayed.rounds[event.data.round - 1];
  if (round === undefined) throw new Error(`no round ${event.data.round}`);
  inRound(round, event);
}

function inRound(round: ReplayedRound, event: ResponseEvent): void {
  if (can(roundTransitions, round.status, event.type)) round.status = advance(roundTransitions, round.status, event.type);
  if (event.type === 'SlotAdded') round.slots.set(event.data.slot, 'pending');
  else if ('slot' in event.data) {
    round.slots.set(event.data.slot, advance(slotTransitions, round.slots.get(event.data.slot) ?? 'void', event.type));
  } else if ('office' in event.data) {
    round.stages.set(event.data.office, advance(stageTransitions, round.stages.get(event.data.office) ?? 'not-obtained', event.type));
  }
  if (!ends.has(event.type)) return;
  for (const [slot, status] of round.slots) if (status === 'pending') round.slots.set(slot, advance(slotTransitions, status, 'RoundEnded'));
}

/** The same picture of a state, to compare with. */
export function pictured(response: Response): Replayed {
  const rounds = response.rounds.map((round) => ({
    status: round.status,
    stages: new Map(round.stages.map((stage) => [String(stage.office.id), stage.status])),
    slots: new Map(round.stages.flatMap((stage) => stage.slots).map((slot) => [String(slot.id), slot.status])),
  }));
  return { status: response.status, epoch: response.epoch, locking: response.locking !== null, rounds };
}
