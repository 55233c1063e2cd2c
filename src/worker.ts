import { setTimeout as after } from 'node:timers/promises';
import type { MailKind } from './domain/mail.ts';
import { composers as evidenceMails } from './features/evidence/mails.ts';
import { leftoverSweep } from './features/evidence/leftovers.ts';
import { reactions as evidence } from './features/evidence/reactions.ts';
import { composers as planMails } from './features/consultations/plan/mails.ts';
import { reactions as plans } from './features/consultations/plan/reactions.ts';
import { documentLanes } from './features/exports/lanes.ts';
import { reactions as exports } from './features/exports/reactions.ts';
import { composers as historyMails } from './features/history/mails.ts';
import { reactions as history } from './features/history/reactions.ts';
import { versionSweep } from './features/history/sweep.ts';
import { composers as networkMails } from './features/networks/mails.ts';
import { reactions as networks } from './features/networks/reactions.ts';
import { composers as progressMails } from './features/progress/mails.ts';
import { reactions as progress } from './features/progress/reactions.ts';
import { composers as positionMails } from './features/positions/mails.ts';
import { reactions as positions } from './features/positions/reactions.ts';
import { composers as responseMails } from './features/responses/mails.ts';
import { reactions as responses } from './features/responses/reactions.ts';
import { removalSweep } from './features/removal/sweep.ts';
import { signInMail } from './features/sign-in/mails.ts';
import { codeMail } from './features/sign-off/decision/code-mail.ts';
import { composers as signOffMails } from './features/sign-off/mails.ts';
import { reactions as signOff } from './features/sign-off/reactions.ts';
import { sweep } from './features/sign-off/sweep.ts';
import { composers as submissionMails } from './features/submissions/mails.ts';
import { reactions as submissions } from './features/submissions/reactions.ts';
import { composers as weeklyMails } from './features/weekly/mails.ts';
import { weeklySweep } from './features/weekly/sweep.ts';
import { loopOf, type Work } from './loop.ts';
import type { Composer } from './outbox/composer.ts';
import { outbox } from './outbox/outbox.ts';
import type { Services } from './services.ts';
import type { Stored } from './store/aggregates.ts';
import { runReactions } from './store/reactions.ts';

/** Runs all work that needs no request. Each kind has a loop of its own, so slow work holds up no other (SO35). */
export interface Worker {
  /** Resolves once no loop has due work, except work that failed and waits for its next try. */
  settle(): Promise<void>;
  /** Begins no new work and lets work in hand end. After a few seconds, ends the conversations with the mail server. Takes 7 s at most. */
  stop(): Promise<void>;
}

/** The time between two looks for work, in milliseconds, if no commit wakes the loops. */
const pause = 1_000;
/** The time in milliseconds that work in hand has to end by itself, and then after its mail conversations were cut off. */
const patience = { byItself: 3_000, cutOff: 4_000 };

/** Starts the loops of a node. Each looks for work once a second and at every commit of this process, under its own lease. */
export function startWorker(services: Services): Worker {
  const stopping = new AbortController();
  const node = services.newId();
  const loops = workOf(services).map((work) => loopOf(services, work, node, stopping.signal));
  let commits = 0;

  const wake = (): Promise<unknown> => Promise.all(loops.map((loop) => loop.wake()));
  const timer = setInterval(() => void wake(), pause);
  const unsubscribe = services.onCommit(() => {
    commits += 1;
    void wake();
  });
  void wake();

  return {
    async settle() {
      for (let seen = -1; seen !== commits && !stopping.signal.aborted;) {
        seen = commits;
        await wake();
      }
    },
    async stop() {
      clearInterval(timer);
      unsubscribe();
      stopping.abort();
      const ended = wake();
      if (!(await within(patience.byItself, ended))) await services.transport.close();
      if (!(await within(patience.cutOff, ended)))
        services.log.warn('work in hand did not end in time; it is done again after the next start');
      await Promise.all(loops.map((loop) => loop.release()));
    },
  };
}

/** All kinds of work. Mails with a code do not queue behind other mails, and two documents are made at once. */
function workOf(services: Services): readonly Work[] {
  const composers = {
    ...networkMails,
    ...responseMails,
    ...planMails,
    ...signOffMails,
    ...submissionMails,
    ...historyMails,
    ...progressMails,
    ...positionMails,
    ...weeklyMails,
    ...evidenceMails,
  } satisfies Record<MailKind, Composer>;
  const versions = versionSweep(services);
  const leftovers = leftoverSweep(services);
  const weekly = weeklySweep(services);
  const removals = removalSweep(services);
  return [
    reacting(services),
    chore('sign-off', () => sweep(services)),
    chore('versions', () => versions.run()),
    chore('leftovers', () => leftovers.run()),
    chore('weekly', () => weekly.run()),
    chore('removals', () => removals.run()),
    outbox(services, composers),
    signInMail(services),
    codeMail(services),
    ...documentLanes(services),
  ];
}

function chore(name: string, act: () => Promise<void>): Work {
  return {
    name,
    async run() {
      await act();
      return 'done';
    },
  };
}

function reacting(services: Services): Work {
  const reactions = [
    networks(services),
    responses(services),
    plans(services),
    positions(services),
    evidence(services),
    signOff(services),
    exports(services),
    submissions(services),
    history(services),
    progress(services),
  ];
  return {
    name: 'reactions',
    async run(stopping) {
      const failed = (error: unknown, { kind, id }: Stored): void => {
        services.log.error({ err: error, kind, id }, 'reaction failed, will run again');
      };
      await runReactions(services.aggregates, reactions, failed, stopping);
      return 'done';
    },
  };
}

/** Resolves true once the work has ended, false after the milliseconds. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const late = new AbortController();
  const ended = work.then(() => true);
  const gaveUp = after(milliseconds, false, { signal: late.signal }).catch(() => false);
  return Promise.race([ended, gaveUp]).finally(() => {
    late.abort();
  });
}
