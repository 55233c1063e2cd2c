import type { Services } from './services.ts';

/** Work that is looked for again and again. Safe to run twice. */
export interface Work {
  readonly name: string;
  /** Does a bounded piece of the work that is due. `more`: other work is due at once. Begins nothing new once `stopping` is aborted. */
  run(stopping: AbortSignal): Promise<'more' | 'done'>;
}

/** Runs one kind of work under a lease of its own, so on one node only. */
export interface Loop {
  readonly name: string;
  /** Looks for work. Resolves once none is due, or at the first failure that has to wait. Never throws. */
  wake(): Promise<void>;
  /** Gives the lease back, where this node has it. */
  release(): Promise<void>;
}

/** Milliseconds. The lease is renewed while a turn lasts; after a crash another node has it at the latest after this time. */
const lease = 15_000;
const renewAfter = lease / 3;

/** A loop of one kind of work; `node` names this process. A turn that fails is logged, and the work is looked for again. */
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
    const renewing = setInterval(() => void claim().catch(() => undefined), renewAfter);
    return work.run(stopping).finally(() => {
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
      if (await services.ephemeral.claim('lease', name, node, lease)) await services.ephemeral.drop('lease', name);
    },
  };
}
