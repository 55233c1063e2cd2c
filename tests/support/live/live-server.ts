import type { Closing } from '../../../src/collab/wire/protocol.ts';
import { fastify } from 'fastify';
import type * as Y from 'yjs';
import type { Limits } from '../../../src/collab/limits.ts';
import { collab } from '../../../src/collab/plugin.ts';
import type { Admission, Form, Gate } from '../../../src/collab/ports.ts';
import { presencesOf } from '../../../src/features/responses/presences.ts';
import type { Rooms } from '../../../src/collab/room/rooms.ts';
import type { DraftKey, Drafts } from '../../../src/store/drafts.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { textSchema } from '../../../src/text/check.ts';
import { firstFormSchema } from '../../../src/text/first-form/check.ts';
import { RawClient } from './raw-client.ts';

/** The origin whose pages may connect to a live server. */
export const origin = 'http://pages.example';

/** A Gate with a book of rights by member, which the test writes. */
export class OpenGate implements Gate {
  readonly rights = new Map<string, Admission['may']>();
  readonly #others: Admission['may'] | undefined;
  asked = 0;
  /** Answers wait for this promise; they say what was true when the Gate was asked. */
  slowly: Promise<void> = Promise.resolve();

  /** The right of members who are not in the book; none by default. */
  constructor(others?: Admission['may']) {
    this.#others = others;
  }

  async admit(
    request: { readonly headers: Readonly<Record<string, string | string[] | undefined>> },
    key: DraftKey,
  ): Promise<Admission | null> {
    const member = request.headers['x-member'];
    const answer = typeof member === 'string' && key.draft !== 'theirs' ? this.#admission(member) : null;
    this.asked += 1;
    await this.slowly;
    return answer;
  }

  stillAdmitted({ member }: Admission): Promise<Admission | null> {
    return Promise.resolve(this.#admission(member));
  }

  /** The members whose rights another node is said to have changed. */
  readonly changedElsewhere = new Set<string>();

  doubtful(open: readonly Admission[]): Promise<readonly Admission[]> {
    return Promise.resolve(open.filter(({ member }) => this.changedElsewhere.delete(member)));
  }

  #admission(member: string): Admission | null {
    const may = this.rights.get(member) ?? this.#others;
    return may === undefined
      ? null
      : { may, member, session: `session-${member}`, name: `${member} of Hull`, organisation: 'Hull City Council', grounds: [] };
  }
}

/** A live server over a real store, alone on its port. */
export interface LiveServer {
  readonly rooms: Rooms;
  /** The limits that members met, as the operator is told. */
  readonly limited: readonly (readonly [member: string, closing: Closing])[];
  readonly gate: OpenGate;
  readonly store: Store;
  readonly key: DraftKey;
  readonly url: string;
  /** Connects a member; by default as a writer, to the server's own draft. */
  client(member: string, options?: ClientOptions): RawClient;
  close(): Promise<void>;
}

export interface ClientOptions {
  readonly may?: Admission['may'];
  readonly epoch?: string;
  readonly document?: Y.Doc;
  readonly mute?: true;
  readonly own?: 'first';
  readonly plain?: true;
  /** Do not apply others' edits to the document. */
  readonly deaf?: true;
}

interface Ending {
  teardown(act: () => unknown): unknown;
}

/** Opens a live server with one draft begun; `drafts` wraps the store's, as a faulty disk does. */
export async function openLive(
  t: Ending,
  given: {
    readonly limits?: Partial<Limits>;
    readonly store?: Store;
    readonly drafts?: (drafts: Drafts) => Drafts;
    /** Whether today's pages write the form of a draft's epoch; they do unless given. */
    readonly pages?: (key: DraftKey) => Form['pages'];
    /** The draft that is begun; `response` unless given. */
    readonly draft?: string;
    /** The right of members whom the test does not mention. */
    readonly others?: Admission['may'];
  } = {},
): Promise<LiveServer> {
  const store = given.store ?? (await openSqliteStore({ directory: ':memory:' }));
  const app = fastify({ forceCloseConnections: true });
  const gate = new OpenGate(given.others);
  const drafts = given.drafts?.(store.drafts) ?? store.drafts;
  const limited: (readonly [string, Closing])[] = [];
  const rooms = await collab(app, {
    drafts,
    gate,
    formOf: (key) =>
      given.pages?.(key) === 'outdated' ? { schema: firstFormSchema, pages: 'outdated' } : { schema: textSchema, pages: 'current' },
    node: `node-${Math.random().toString(36).slice(2)}`,
    log: app.log,
    allowedOrigin: () => [origin],
    now: () => store.now(),
    onLimited: (member, closing) => limited.push([member, closing]),
    presences: presencesOf(store),
    watch: (onNews) => store.watch?.(onNews) ?? (() => undefined),
    limits: { tickEvery: 20, linger: 0, ...given.limits },
  });
  const key = { draft: given.draft ?? 'response', epoch: 'epoch-1' };
  await store.drafts.begin(key, { update: new Uint8Array(), covers: {}, authors: {} });
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `${address.replace('http', 'ws')}/live`;
  const clients: RawClient[] = [];
  const close = async (): Promise<void> => {
    await app.close();
    if (given.store === undefined) await store.close();
  };
  t.teardown(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await close();
  });
  return {
    rooms,
    limited,
    gate,
    store,
    key,
    url,
    client(member, { may = 'write', epoch = key.epoch, ...options } = {}) {
      gate.rights.set(member, may);
      const client = new RawClient({ url: `${url}/${key.draft}/${epoch}`, headers: { origin, 'x-member': member }, ...options });
      clients.push(client);
      return client;
    },
    close,
  };
}

/** Waits until a condition holds, checked every few milliseconds. Rejects after ten seconds. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
