import type { ResponseId, SlotId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import type { Refused } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import { caseOfHandOver, handBack, handOver } from '../../domain/sign-off/deputise.ts';
import { everybodyIn } from '../../reading/people.ts';
import { changeAs } from '../../rights/acting.ts';
import type { Services } from '../../services.ts';
import type { Changed } from '../../store/change.ts';

type Done = Changed<'response'> | Refused;

/** Hands the decision of a person who is away over to their deputy: by themselves, or by a coordinator (SO8). */
export async function handDecisionOver(services: Services, by: Person, id: ResponseId, slot: SlotId): Promise<Done> {
  const found = (response: Response) => caseFor(services, by, response, slot);
  return changeAs(services, by, { act: 'sign-off.hand-over', kind: 'response', id, found }, async (response) =>
    handOver(response, slot, { ...(await everybodyIn(services, response.networkId)), by: by.memberId, at: services.now() }),
  );
}

/** Gives a decision back to the holder of the office, before the deputy made it (SO8). `slot`: the request of the holder. */
export async function handDecisionBack(services: Services, by: Person, id: ResponseId, slot: SlotId): Promise<Done> {
  const found = async (response: Response) => ({ asked: (await caseFor(services, by, response, slot)).asked });
  return changeAs(services, by, { act: 'sign-off.hand-back', kind: 'response', id, found }, (response) => handBack(response, slot));
}

async function caseFor(services: Services, { memberId }: Person, response: Response, slot: SlotId) {
  const { members } = await everybodyIn(services, response.networkId);
  return caseOfHandOver(response, slot, { memberId, members, at: services.now() });
}
