import type { Services } from './services.ts';

/** A kind of work that a loop looks for. Safe to run twice. */
export interface Work {
  readonly name: string;
  /** Does a bounded part of the due work. Answers `more` where other work is due now. Begins nothing once `stopping` is aborted. */
  run(stopping: AbortSignal): Promise<'more' | 'done'>;
}

/** Runs one kind of work under a lease of its own: one node at a time has it. */
export interface Loop {
  readonly name: string;
  /** Looks for work. Resolves once none is due, or once a turn failed. Never throws. */
  wake(): Promise<void>;
  /** Gives the lease back if this node has it. */
  release(): Promise<void>;
}

/** The length of a lease in milliseconds. A turn renews its lease; after a crash another node gets the lease within this time. */
const lease = 15_000;
const renewAfter = lease / 3;

/** A loop of one kind of work. `node` names this process. A failed turn is logged; the next wake looks for the work again. */
export function loopOf(services: Services, work: Work, node: string, stopping: AbortSignal): Loop {
  const name = `worker/${work.name}`;
  let claimedAt = Number.NEGATIVE_INFINITY;
  let asked = 0;
  let running: Promise<void> | null = null;

  const claim = async (): Promise<boolean> => {
    if (performance.now() - claimedAt < renewAfter) return true;
    const has = await services.ephemeral.claim('lease', name, node, lease);
    claimedAt = has ? performance.now() : Number.NEGATIVE_INFINITY;
    return has;
  };
  const turn = async (): Promise<'more' | 'done'> => {
    if (!(await claim())) return 'done';
    // A node that was paused for longer than its lease begins nothing more in that turn: another node has the work by now.
    const lost = new AbortController();
    const renew = async (): Promise<void> => {
      if (!(await claim())) lost.abort();
    };
    const renewing = setInterval(() => void renew().catch(() => undefined), renewAfter);
    return work.run(AbortSignal.any([stopping, lost.signal])).finally(() => {
      clearInterval(renewing);
    });
  };
  const turns = async (): Promise<void> => {
    let found = 'done';
    for (let answered = -1; (answered !== asked || found === 'more') && !stopping.aborted;) {
      answered = asked;
      found = await turn();
    }
  };
  return {
    name: work.name,
    wake() {
      asked += 1;
      running ??= turns()
        .catch((error: unknown) => {
          if (!stopping.aborted) services.log.error({ err: error, work: work.name }, 'a turn of the worker failed');
        })
        .finally(() => {
          running = null;
        });
      return running;
    },
    async release() {
      await services.ephemeral.release('lease', name, node);
    },
  };
}
