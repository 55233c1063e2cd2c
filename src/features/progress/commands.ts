import type { Person } from '../../domain/network/actor.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import { remindOrganisations } from '../../domain/progress/reminding.ts';
import type { Response } from '../../domain/response/response.ts';
import { takingPositions } from '../../domain/response/taking-positions.ts';
import { readBoard } from '../../reading/board.ts';
import { everybodyIn } from '../../reading/people.ts';
import { consultationOf } from '../../reading/response.ts';
import { changeAs } from '../../rights/acting.ts';
import type { Services } from '../../services.ts';
import { askingAmong } from './asking.ts';

/**
 * Reminds organisations by one mail to each person who speaks for them (PG6). It leaves out an organisation of which nothing is
 * asked, and one that was reminded today: pressed again, it changes nothing.
 */
export async function remind(
  services: Services,
  by: Person,
  { id }: Pick<Response, 'id'>,
  chosen: ReadonlySet<string>,
): Promise<{ readonly ok: true } | Refused> {
  const done = await changeAs(services, by, { act: 'progress.chase', kind: 'response', id }, async (response) => {
    const at = services.now();
    const consultation = await consultationOf(services, response);
    const { whyNot } = takingPositions(response, consultation, at);
    if (whyNot !== null) return whyNot;
    const { network, members } = await everybodyIn(services, response.networkId);
    const member = members.find((one) => one.id === by.memberId);
    if (member === undefined) return refused('not-found');
    const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
    const { board, standings } = await readBoard(services, { network, consultation, response, text, member });
    const organisations = askingAmong(board.rows, { network, members, response, standings, now: at })
      .filter(({ organisation, isServed }) => chosen.has(organisation.id) && !isServed)
      .map(({ organisation, people }) => ({ id: organisation.id, members: people.map((one) => one.id) }));
    return remindOrganisations(response, { organisations, at, by: by.memberId, zone: network.timeZone });
  });
  return done.ok || done.code === 'already-exists' ? { ok: true } : done;
}
