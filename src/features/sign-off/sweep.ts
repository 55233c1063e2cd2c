import { System } from '../../domain/network/actor.ts';
import type { Response } from '../../domain/response/response.ts';
import type { Services } from '../../services.ts';
import { every } from '../../store/every.ts';
import { finishLock, giveUpLock, applyClosingTime, replaceLeavers } from './commands.ts';

/** The age in milliseconds at which the worker finishes a lock. */
const finishAfter = 15_000;

/** The age in milliseconds at which a lock is given up (SO2). */
const giveUpAfter = 60_000;

/**
 * Acts on the passing of time: finishes or gives up locks that were left half done, ends rounds at the closing time or resumes
 * them, and replaces people whose office ended by its date. Every command refuses where there is nothing to do.
 */
export async function sweep(services: Services): Promise<void> {
  for await (const { state } of every(services.aggregates, 'response', { where: { status: 'drafting' } })) {
    if (state.locking !== null) await trying(services, state.id, () => unlock(services, state));
  }
  for await (const { state } of every(services.aggregates, 'response', { where: { status: 'in-sign-off' } })) {
    await trying(services, state.id, async () => {
      await applyClosingTime(services, System.itself(), state.id);
      await replaceLeavers(services, System.itself(), state.id);
    });
  }
}

async function unlock(services: Services, { id, locking }: Response): Promise<void> {
  if (locking === null) return;
  const age = Date.parse(services.now()) - Date.parse(locking.at);
  if (age >= giveUpAfter) await giveUpLock(services, System.itself(), { id, locked: locking.epoch, because: 'It took too long.' });
  else if (age >= finishAfter) await finishLock(services, System.onBehalfOf(locking.by), id);
}

/** One response that fails holds up no other. */
async function trying(services: Services, response: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    services.log.error({ err: error, response }, 'a response could not be looked after, will be tried again');
  }
}
