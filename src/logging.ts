import { type FastifyBaseLogger, type FastifyRequest, fastify } from 'fastify';

/** Finds links and addresses of calendars in a message: each carries its secret in its path, so it is scrubbed. */
const secrets = /\/(d|w|sign-in\/link|calendar)\/[\w-]+/g;

/** Finds addresses in a message: a mail server names the mailbox it refuses. */
const addresses = /[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g;

function scrub(text: string): string {
  return text.replace(secrets, '/$1/…').replace(addresses, '…@…');
}

/** An error as a log describes it. */
interface Described {
  [key: string]: unknown;
  type: string;
  message: string;
  stack: string;
}

function describeError(error: unknown): Described {
  if (!(error instanceof Error)) return { type: typeof error, message: 'a thrown value that is no error', stack: '' };
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    type: error.name,
    message: scrub(error.message),
    stack: scrub(error.stack ?? ''),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/**
 * A logger for the service and for Fastify (`loggerInstance`), whose lines name the route's pattern and never a URL, a
 * header or an address: a link's URL is a credential (SO27). `level` is one of pino's; lines go to standard output
 * unless a `stream` takes them.
 */
export function logger(level: string, stream?: { write(line: string): void }): FastifyBaseLogger {
  const serializers = {
    req: (request: FastifyRequest) => ({ method: request.method, route: request.routeOptions.url ?? 'no route' }),
    res: (reply: { readonly statusCode: number }) => ({ statusCode: reply.statusCode }),
    err: describeError,
  };
  // Fastify brings pino and knows how to open it; nothing else of this instance is used.
  return fastify({ logger: { level, serializers, ...(stream === undefined ? {} : { stream }) } }).log;
}
