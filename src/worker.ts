import type { MailKind } from './domain/mail.ts';
import { reactions as exports } from './features/exports/reactions.ts';
import { reactions as history } from './features/history/reactions.ts';
import { versionSweep } from './features/history/sweep.ts';
import { composers as networkMails } from './features/networks/mails.ts';
import { reactions as networks } from './features/networks/reactions.ts';
import { signInMail } from './features/sign-in/mails.ts';
import { codeMail } from './features/sign-off/decision/code-mail.ts';
import { composers as signOffMails } from './features/sign-off/mails.ts';
import { reactions as signOff } from './features/sign-off/reactions.ts';
import { sweep } from './features/sign-off/sweep.ts';
import { composers as submissionMails } from './features/submissions/mails.ts';
import { reactions as submissions } from './features/submissions/reactions.ts';
import type { Composer } from './outbox/composer.ts';
import { outbox } from './outbox/outbox.ts';
import type { Services } from './services.ts';
import { runReactions } from './store/reactions.ts';

/** Work that the worker looks for again and again: due mails, rounds that ran out of time. Safe to run twice. */
interface Chore {
  readonly name: string;
  run(): Promise<void>;
}

/** Runs everything that needs no request: reactions and chores. */
export interface Worker {
  /** Resolves once no due work is left, or at the first failure that has to wait. */
  settle(): Promise<void>;
  /** Stops after the present turn. */
  stop(): Promise<void>;
}

const pause = 1_000;
const lease = 15_000;

/**
 * Starts a worker. At every commit of this process and once a second it runs reactions, then chores, under a lease, so on one
 * node only. A reaction that fails leaves its mark where it was and is run again.
 */
export function startWorker(services: Services): Worker {
  const turn = turnOf(services);
  let stopped = false;
  let asked = 0;
  let running: Promise<void> | null = null;

  const loop = async (): Promise<void> => {
    for (let answered = -1; answered !== asked && !stopped;) {
      answered = asked;
      await turn();
    }
  };
  const wake = (): Promise<void> => {
    asked += 1;
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

/** One turn of the worker: reactions, then chores; nothing where another node holds the lease. */
function turnOf(services: Services): () => Promise<void> {
  const reactions = [networks(services), signOff(services), exports(services), submissions(services), history(services)];
  const composers = { ...networkMails, ...signOffMails, ...submissionMails } satisfies Record<MailKind, Composer>;
  const chores: Chore[] = [{ name: 'sign-off', run: () => sweep(services) }, versionSweep(services), outbox(services, composers)];
  chores.push(besides(services, signInMail(services)), besides(services, codeMail(services)));
  const node = services.newId();
  return async () => {
    if (!(await services.ephemeral.claim('lease', 'worker', node, lease))) return;
    await runReactions(services.aggregates, reactions, (error, { kind, id }) => {
      services.log.error({ err: error, kind, id }, 'reaction failed, will run again');
    });
    for (const chore of chores) {
      await chore.run().catch((error: unknown) => {
        services.log.error({ err: error, chore: chore.name }, 'chore failed');
      });
    }
  };
}

/** A chore that the turn starts and does not wait for: a slow mail server holds up no other work. It looks after its own leases. */
function besides(services: Services, chore: Chore): Chore {
  return {
    name: chore.name,
    run() {
      chore.run().catch((error: unknown) => {
        services.log.error({ err: error, chore: chore.name }, 'chore failed');
      });
      return Promise.resolve();
    },
  };
}
