import type { Aggregates, Stored } from './store/aggregates.ts';
import type { Reaction, Reactions } from './store/reactions.ts';
import type { Kind } from './store/kinds.ts';
import type { Services } from './services.ts';

/** Something that is looked at again and again: mails that are due, rounds that ran out of time. Safe to run twice. */
export interface Chore {
  readonly name: string;
  run(): Promise<void>;
}

/** What runs without a request. */
export interface Worker {
  /** Resolves once nothing that is due is left, or at the first failure that has to wait. */
  settle(): Promise<void>;
  /** Stops after what is running now. */
  stop(): Promise<void>;
}

const pause = 1_000;
const lease = 15_000;
const page = 100;

/**
 * Runs reactions, then chores: at every commit of this process and once a second, under a lease, so on one node only.
 * A reaction that fails leaves its mark where it was and is run again.
 */
export function startWorker(services: Services, reactions: readonly Reactions[], chores: readonly Chore[]): Worker {
  const node = services.newId();
  let stopped = false;
  let again = false;
  let running: Promise<void> | null = null;

  const turn = async (): Promise<void> => {
    if (!(await services.ephemeral.claim('lease', 'worker', node, lease))) return;
    await react(services, reactions);
    for (const chore of chores) {
      await chore.run().catch((error: unknown) => {
        services.log.error({ err: error, chore: chore.name }, 'chore failed');
      });
    }
  };
  const loop = async (): Promise<void> => {
    do {
      again = false;
      await turn();
    } while (again && !stopped);
  };
  const wake = (): Promise<void> => {
    again = true;
    running ??= loop()
      .catch((error: unknown) => {
        if (!stopped) services.log.error({ err: error }, 'worker turn failed');
      })
      .finally(() => {
        running = null;
      });
    return running;
  };
  const timer = setInterval(() => void wake(), pause);
  const unsubscribe = services.onCommit(() => void wake());
  void wake();

  return {
    async settle() {
      await wake();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      unsubscribe();
      await running;
      await services.ephemeral.drop('lease', 'worker');
    },
  };
}

/** Runs what every aggregate behind its mark still owes; one failing aggregate holds up no other. */
async function react(services: Services, reactions: readonly Reactions[]): Promise<void> {
  const failed = new Set<string>();
  for (;;) {
    const behind = (await services.aggregates.unreacted(page)).filter(({ stored }) => !failed.has(`${stored.kind}/${stored.id}`));
    if (behind.length === 0) return;
    for (const { stored, reacted } of behind) {
      try {
        await catchUp(services.aggregates, reactions, stored, reacted);
      } catch (error) {
        failed.add(`${stored.kind}/${stored.id}`);
        services.log.error({ err: error, kind: stored.kind, id: stored.id }, 'reaction failed, will run again');
      }
    }
  }
}

async function catchUp(aggregates: Aggregates, reactions: readonly Reactions[], stored: Stored, reacted: number): Promise<void> {
  for (let after = reacted; after < stored.seq;) {
    const events = await aggregates.events(stored.kind, stored.id, after, page);
    if (events.length === 0) return;
    for (const event of events) {
      for (const reaction of reactionsTo(reactions, stored.kind, event.type)) await reaction({ stored, event });
      await aggregates.reacted(stored.kind, stored.id, event.seq);
      after = event.seq;
    }
  }
}

/** The reactions of all features to one type of event of one kind. */
function reactionsTo(reactions: readonly Reactions[], kind: Kind, type: string): readonly Reaction<Kind>[] {
  return reactions.flatMap((feature) => {
    const ofKind: Readonly<Record<string, unknown>> | undefined = feature[kind];
    const reaction = ofKind?.[type];
    return typeof reaction === 'function' ? [reaction as Reaction<Kind>] : [];
  });
}
