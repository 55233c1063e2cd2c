import type { Person } from '../../domain/network/actor.ts';
import type { Refused } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import { speakersAmong, tellPeople, whyNotTell } from '../../domain/response/telling.ts';
import { consultationOf } from '../../reading/response.ts';
import { everybodyIn } from '../../reading/people.ts';
import { changeAs } from '../../rights/acting.ts';
import type { Services } from '../../services.ts';

/**
 * Tells every lead, deputy and partner who was not told yet that a response is being written (MA1). Pressed again, it tells the
 * people who joined since; where there are none, it changes nothing.
 */
export async function tell(services: Services, by: Person, { id }: Pick<Response, 'id'>): Promise<{ readonly ok: true } | Refused> {
  const done = await changeAs(services, by, { act: 'response.tell', kind: 'response', id }, async (response, duties) => {
    const at = services.now();
    const consultation = await consultationOf(services, response);
    const refusal = whyNotTell(response, consultation, duties, at);
    if (refusal !== null) return refusal;
    const { members } = await everybodyIn(services, response.networkId);
    return tellPeople(response, { people: speakersAmong(members, at).map((member) => member.id), at, by: by.memberId });
  });
  return done.ok || done.code === 'already-exists' ? { ok: true } : done;
}
