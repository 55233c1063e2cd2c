import { statfs } from 'node:fs/promises';
import type { Services } from '../services.ts';
import { MailRefused } from '../mail/transport.ts';
import { type Source, whyDamaged } from '../store/parts.ts';
import { StoreMissing } from '../store/store.ts';
import { listOf } from './backup/backup.ts';

// `npm run doctor` makes the checks that an operator would make by hand, and prints a line for each.

/** The outcome of one check. `warn`: the service runs, but somebody should look. */
export interface Finding {
  readonly verdict: 'good' | 'warn' | 'bad';
  readonly line: string;
}

/** The things that the checks try. */
export interface Trying {
  readonly config: Services['config'];
  /** Reads the store from end to end and answers what is in it. Throws where it cannot be read. */
  readonly readStore: () => Promise<{ readonly holds: string; readonly damaged: readonly string[] }>;
  /** Signs in at the mail server without sending. */
  readonly tryMail: () => Promise<void>;
  /** The virus scanner; null where none is set. */
  readonly scanner: Services['scanner'];
  /** Makes a document of one page; answers its size. */
  readonly makePdf: () => Promise<number>;
  /** Throws where styles and scripts are not built. */
  readonly openAssets: () => void;
}

const patience = 10_000;
/** Bytes of free disk below which a warning is due. */
const scarce = 1024 ** 3;
/** The difference of clocks in milliseconds from which a warning is due: codes and links last minutes. */
const apart = 5_000;

/** Tries everything the service needs. Every finding says what to mend. */
export async function examine(trying: Trying): Promise<readonly Finding[]> {
  return Promise.all([
    store(trying),
    disk(trying.config),
    mail(trying),
    address(trying.config),
    scanner(trying),
    documents(trying),
    Promise.resolve(assets(trying)),
  ]);
}

async function store({ readStore }: Trying): Promise<Finding> {
  try {
    const { holds, damaged } = await readStore();
    if (damaged.length > 0) return bad(`Store: damaged, restore from a backup: ${damaged.join('; ')}`);
    return good(`Store: ${holds}`);
  } catch (error) {
    return error instanceof StoreMissing ? warn(`Store: ${error.message}; the first start makes it`) : bad(`Store: ${reasonOf(error)}`);
  }
}

async function disk({ dataDir }: Services['config']): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(dataDir);
    const free = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GB free in ${dataDir}`;
    return bavail * bsize < scarce ? warn(`Disk: only ${free}`) : good(`Disk: ${free}`);
  } catch {
    return warn(`Disk: the folder ${dataDir} is not there yet; the first start makes it`);
  }
}

async function mail({ config, tryMail }: Trying): Promise<Finding> {
  if (config.smtpUrl === null) return good('Mail: to the local mailbox on this computer (SMTP_URL is not set)');
  try {
    await tryMail();
    return good(`Mail: ${new URL(config.smtpUrl).host} takes mail from ${config.mailFrom}`);
  } catch (error) {
    return bad(`Mail: ${error instanceof MailRefused ? error.message : reasonOf(error)}`);
  }
}

async function address({ baseUrl }: Services['config']): Promise<Finding> {
  if (baseUrl === null) return good('Address: this computer alone (BASE_URL is not set)');
  try {
    const answer = await fetch(`${baseUrl}/health`, { signal: AbortSignal.timeout(patience), redirect: 'manual' });
    const clock = Date.parse(answer.headers.get('date') ?? '');
    if (answer.status !== 200)
      return bad(`Address: ${baseUrl}/health answers ${answer.status}: does the proxy pass requests on, and is the service up?`);
    if (Math.abs(clock - Date.now()) > apart)
      return warn(`Address: the clock behind ${baseUrl} is ${Math.round((clock - Date.now()) / 1000)} s from this computer's`);
    return good(`Address: ${baseUrl} answers`);
  } catch (error) {
    return bad(`Address: ${baseUrl} cannot be reached from here: ${reasonOf(error)}`);
  }
}

/** Asks the scanner about a few harmless bytes: without its answer no file of evidence is taken (EV9). */
async function scanner({ scanner: asked, config }: Trying): Promise<Finding> {
  if (asked === null) return good('Scanner: none, so files are not looked at (CLAMAV_URL is not set)');
  const scanned = await asked.scan(Buffer.from('concord doctor'));
  if (scanned.found === 'nothing') return good(`Scanner: ${config.clamavUrl} looks at files`);
  const why = scanned.found === 'virus' ? `it calls harmless bytes ${scanned.name}` : scanned.why;
  return bad(`Scanner: ${config.clamavUrl} does not work, so no file is taken: ${why}`);
}

async function documents({ makePdf }: Trying): Promise<Finding> {
  try {
    const size = await makePdf();
    return good(`Documents: fonts are there, and a PDF was made (${Math.round(size / 1000)} KB)`);
  } catch (error) {
    return bad(`Documents: ${reasonOf(error)}. Install the service again: npm ci`);
  }
}

function assets({ openAssets }: Trying): Finding {
  try {
    openAssets();
    return good('Pages: styles and scripts are built');
  } catch (error) {
    return bad(`Pages: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

const good = (line: string): Finding => ({ verdict: 'good', line });
const warn = (line: string): Finding => ({ verdict: 'warn', line });
const bad = (line: string): Finding => ({ verdict: 'bad', line });

/** Reads a store from end to end: what it holds, and every file and chain of events that is damaged. */
export async function readThrough(source: Source): Promise<{ readonly holds: string; readonly damaged: readonly string[] }> {
  const counts = new Map<string, number>();
  const damaged: string[] = [];
  for await (const part of source.parts((name) => damaged.push(name))) {
    counts.set(part.part, (counts.get(part.part) ?? 0) + 1);
    if (part.part !== 'aggregate') continue;
    const why = whyDamaged(part);
    if (why !== null) damaged.push(`the record of ${part.kind}/${part.id} (${why})`);
  }
  return { holds: listOf(counts), damaged };
}
