import { MailRefused, NotTried, type Transport } from './transport.ts';

/** Hears when the server is left in peace and when it answers again. */
interface Hearer {
  warn(about: object, message: string): void;
  info(message: string): void;
}

interface BreakerOptions {
  readonly log: Hearer;
  /** A clock in milliseconds that never goes back. */
  readonly now?: () => number;
}

/** Failures in a row after which the server is left in peace. */
const most = 3;
/** Milliseconds of peace: the first time, the second, and so on. A code lasts ten minutes, so no pause is longer than one. */
const pauses = [5_000, 15_000, 30_000, 60_000] as const;

/**
 * Leaves a mail server in peace that is away or silent (SO36). After three such failures in a row no message is tried for a
 * pause; then one message tries, and decides. An answer about a message or its recipient is no such failure.
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
    // Conversations that began before the pause say nothing new.
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
