import { MailRefused, NotTried, type Transport } from './transport.ts';

/** Hears of the beginning of a pause and of the first answer after it. */
interface Hearer {
  warn(about: object, message: string): void;
  info(message: string): void;
}

interface BreakerOptions {
  readonly log: Hearer;
  /** A clock in milliseconds that never goes back. */
  readonly now?: () => number;
}

/** The number of failures in a row that begins a pause. */
const most = 3;
/** The lengths of the pauses in milliseconds: the first, the second, and so on. None is above a minute, because a code lasts ten. */
const pauses = [5_000, 15_000, 30_000, 60_000] as const;

/**
 * Leaves a mail server in peace while it is away or silent (SO36). After three failures in a row no message is tried for a pause.
 * Then one message is tried, and its outcome decides. An answer about a message or its recipient is no failure of the server.
 */
export function withBreaker(transport: Transport, { log, now = () => performance.now() }: BreakerOptions): Transport {
  let failures = 0;
  let opened = 0;
  let closedUntil = 0;
  let trying = false;

  const room = (): number => {
    if (failures < most) return Number.POSITIVE_INFINITY;
    return trying || now() < closedUntil ? 0 : 1;
  };
  const failed = (why: string, wasTrial: boolean): void => {
    failures += 1;
    // A conversation that began before the pause says nothing about the server now.
    if (failures !== most && !wasTrial) return;
    const pause = pauses[Math.min(opened, pauses.length - 1)] ?? 0;
    opened += 1;
    closedUntil = now() + pause;
    log.warn({ because: why, seconds: pause / 1000 }, 'the mail server is away or silent: no mail is tried for a while');
  };
  const answered = (): void => {
    if (failures >= most) log.info('the mail server answers again');
    failures = 0;
    opened = 0;
  };
  return {
    room,
    async send(message) {
      if (room() === 0) throw new NotTried('the mail server was away, and is left in peace for now');
      const isTrial = failures >= most;
      trying = trying || isTrial;
      try {
        await transport.send(message);
        answered();
      } catch (error) {
        if (error instanceof MailRefused && error.about === 'server') failed(error.message, isTrial);
        else if (error instanceof MailRefused) answered();
        throw error;
      } finally {
        if (isTrial) trying = false;
      }
    },
    close: () => transport.close(),
  };
}
