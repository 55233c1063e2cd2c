import { knownSections } from '../domain/consultation/known-sections.ts';
import { System } from '../domain/network/actor.ts';
import { convertDraft, isToConvert, newEpochId } from '../domain/response/epoch.ts';
import type { Response } from '../domain/response/response.ts';
import { logOf } from '../reading/draft.ts';
import { consultationOf } from '../reading/response.ts';
import { changeAs } from '../rights/acting.ts';
import type { Services } from '../services.ts';
import { reseed, seedInLines } from '../text/reseed.ts';

/** The part of the services that a conversion needs. */
type Converting = Pick<Services, 'aggregates' | 'drafts' | 'blobs' | 'ephemeral' | 'now' | 'newId'>;

/**
 * The response with its open text in today's form, to be called before anybody writes in it (TX18). An epoch of the first
 * form is sealed, and the draft goes on from the cut in a new epoch. Where several callers convert at once, the revision of
 * the response lets one of them win, and the seeds of the others belong to no response.
 */
export async function inTodaysForm(services: Converting, response: Response): Promise<Response> {
  if (!isToConvert(response)) return response;
  const { id, epoch: from } = response;
  await services.drafts.seal({ draft: id, epoch: from });
  const epoch = newEpochId(services.newId());
  const known = knownSections(await consultationOf(services, response));
  await services.drafts.begin({ draft: id, epoch }, seedInLines(reseed(await logOf(services, response, from), known)));
  const converted = await changeAs(services, System.itself(), { act: 'response.convert', kind: 'response', id }, (current) =>
    convertDraft(current, { from, epoch, at: services.now() }),
  );
  const stored = converted.ok ? converted.stored : await services.aggregates.get('response', id);
  return stored?.state ?? response;
}
