import type { RemovalId } from '../../domain/ids.ts';
import { System } from '../../domain/network/actor.ts';
import { removalNamed, removalUnderWay } from '../../domain/response/removal/removal.ts';
import { carryOut } from '../../removal/carry-out.ts';
import { byPhrase } from '../../removal/sought.ts';
import type { Services } from '../../services.ts';
import { every } from '../../store/every.ts';
import { type Waiting, allWaiting, isWaiting, wait, waitNoMore } from './waiting.ts';

/** Finishes removals of words, of this process and of earlier ones (CO15). Its loop has a lease, so two nodes never do it at once. */
export function removalSweep(services: Services): { run(): Promise<void> } {
  let hasLooked = false;
  return {
    async run() {
      await carryOutAll(services);
      if (!hasLooked) await endLost(services);
      hasLooked = true;
    },
  };
}

/** A removal that waits longer than this, in milliseconds, and that its response does not know, was never begun. */
const neverBegun = 60_000;

/** Carries out every removal that waits. Throws where one fails, after the others; the next turn tries it again. */
async function carryOutAll(services: Services): Promise<void> {
  const failures: unknown[] = [];
  for (const [id, waiting] of await allWaiting(services)) {
    await carryOutOne(services, id, waiting).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'words could not be removed for now');
}

async function carryOutOne(services: Services, id: RemovalId, waiting: Waiting): Promise<void> {
  const response = (await services.aggregates.get('response', waiting.response))?.state;
  const isKnown = response !== undefined && removalNamed(response, id) !== null;
  // The request that is about to begin it may be under way.
  if (!isKnown && Date.parse(services.now()) - Date.parse(waiting.at) < neverBegun) return;
  if (isKnown && waiting.phrase !== null && removalUnderWay(response)?.id === id) {
    const done = await carryOut(services, System.itself(), { response: response.id, removal: id, sought: byPhrase(waiting.phrase) });
    if (!done.ok) throw new Error(`removal ${id}: ${done.detail}`);
  }
  // Cleaning the files may have to wait for a program that reads them. The words need not wait for it.
  await wait(services, id, { ...waiting, phrase: null });
  await services.purge();
  await waitNoMore(services, id);
}

/** Ends the removals whose words are lost, as in a store that was restored. Their text goes on, and their page says so. */
async function endLost(services: Services): Promise<void> {
  for await (const { id, state } of every(services.aggregates, 'response', { where: {} })) {
    const removal = removalUnderWay(state);
    if (removal === null || (await isWaiting(services, removal.id))) continue;
    await carryOut(services, System.itself(), { response: state.id, removal: removal.id, sought: null });
    services.log.warn({ response: id, removal: removal.id }, 'the words of a removal were lost');
  }
}
