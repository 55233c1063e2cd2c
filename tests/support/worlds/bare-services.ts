import { randomBytes } from 'node:crypto';
import type { Config } from '../../../src/config.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { localMailbox } from '../../../src/mail/mailbox.ts';
import type { Transport } from '../../../src/mail/transport.ts';
import { presentTexts } from '../../../src/reading/present-texts.ts';
import { shippedFonts } from '../../../src/renderers/pdf/fonts.ts';
import { RenderFailed } from '../../../src/renderers/renderer.ts';
import type { Services } from '../../../src/services.ts';
import type { Store } from '../../../src/store/store.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { keysFrom } from '../../../src/keys.ts';
import { logger } from '../../../src/logging.ts';

/** Services over a store in memory, with a clock that a test moves and ids that it can count; nothing renders. */
export interface BareServices extends Services {
  readonly clock: { forward(milliseconds: number): void };
}

interface Ending {
  teardown(act: () => unknown): unknown;
}

export const localConfig: Config = {
  host: '127.0.0.1',
  port: 0,
  baseUrl: 'http://localhost:3000',
  dataDir: 'data',
  secretFile: null,
  allowHttp: false,
  mongodb: null,
  smtpUrl: null,
  allowPlainMail: false,
  mailFrom: 'Concord <concord@example.org>',
  metricsToken: null,
  backupKey: null,
  clamavUrl: null,
  startEmpty: false,
  logLevel: 'silent',
};

/** Opens them; `transport` is the local mailbox and `store` one in memory unless given, `log` collects the lines of the log. */
export async function bareServices(
  t: Ending,
  given: { readonly config?: Partial<Config>; readonly transport?: Transport; readonly log?: string[]; readonly store?: Store } = {},
): Promise<BareServices> {
  let time = Date.parse('2026-07-14T09:00:00.000Z');
  let count = 0;
  const now = (): Instant => Instant.parse(new Date(time).toISOString());
  const store = given.store ?? (await openSqliteStore({ directory: ':memory:', now }));
  t.teardown(() => store.close());
  const config = { ...localConfig, ...given.config };
  const lines = given.log;
  const renderer = {
    contentType: 'text/plain',
    extension: 'txt',
    coverage: null,
    render: () => Promise.reject(new RenderFailed('nothing renders here')),
  };
  return {
    ...store,
    presentTexts: presentTexts(store.drafts),
    config,
    log: lines === undefined ? logger('silent') : logger('info', { write: (line) => void lines.push(line) }),
    baseUrl: () => config.baseUrl ?? 'http://localhost:3000',
    keys: keysFrom(randomBytes(32)),
    newId: () => `id${String((count += 1)).padStart(24, '0')}`,
    transport: given.transport ?? localMailbox(store),
    renderers: { docx: renderer, pdf: { ...renderer, coverage: shippedFonts } },
    scanner: null,
    onCommit: () => () => undefined,
    clock: { forward: (milliseconds) => void (time += milliseconds) },
  };
}
