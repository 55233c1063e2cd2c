import type { EpochId } from '../ids.ts';
import type { Instant } from '../outcome.ts';
import { type Response, responseTransitions, withEpoch } from '../response/response.ts';
import type { ResponseEvent } from '../response/response-event.ts';
import { advance } from '../transition.ts';

/** The response back in drafting under a new epoch, and the event of it (SO18). */
export function reopened(response: Response, epoch: EpochId, at: Instant): { readonly state: Response; readonly event: ResponseEvent } {
  const status = advance(responseTransitions, response.status, 'DraftReopened');
  return {
    state: { ...withEpoch(response, epoch, at), status },
    event: { type: 'DraftReopened', data: { epoch, from: response.epoch } },
  };
}
