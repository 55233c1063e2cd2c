import type { Test } from 'tap';
import type { Config } from '../../../src/config.ts';
import type { Consultation, ConsultationEvent } from '../../../src/domain/consultation/consultation.ts';
import { ConsultationId, ResponseId } from '../../../src/domain/ids.ts';
import type { Outcome } from '../../../src/domain/outcome.ts';
import { change } from '../../../src/store/change.ts';
import { openDraft, readSection } from '../../../src/text/read.ts';
import { plainText } from '../../../src/text/plain.ts';
import { RawClient, type RawOptions } from '../live/raw-client.ts';
import { visitor, type Visitor } from '../visitor.ts';
import { openSessionRecord } from './editor/session.ts';
import { openWorld, type World } from './service.ts';

// The whole service, with sockets and browsers of the members who write the demonstration's open draft.

const response = ResponseId.parse('send-review');
const consultation = ConsultationId.parse('send-review');

/** The draft's response and consultation. */
export const draftIds = { response, consultation } as const;

/** The world, and the doors to its draft. */
export interface Draft extends World {
  /** A page of a member, over a socket of its own. */
  live(member: string, more?: Partial<RawOptions>): Promise<RawClient>;
  /** A browser of a member, without a window. */
  browser(member: string): Promise<Visitor>;
  key(): Promise<{ readonly draft: ResponseId; readonly epoch: string }>;
  /** The words of a section as the log holds them. */
  words(section: string): Promise<string>;
  asks(act: (consultation: Consultation) => Outcome<Consultation, ConsultationEvent>): Promise<void>;
}

/** Opens the world; `given` changes its settings. */
export async function openDraftWorld(t: Test, given: Partial<Config> = {}): Promise<Draft> {
  const world = await openWorld(t, given);
  const { services, url } = world;
  const clients: RawClient[] = [];
  t.teardown(() => Promise.all(clients.map((client) => client.close())));
  const key: Draft['key'] = async () => {
    const stored = await services.aggregates.get('response', response);
    if (stored === null) throw new Error('there is no response');
    return { draft: response, epoch: stored.state.epoch };
  };
  return {
    ...world,
    key,
    async live(member, more) {
      const { draft, epoch } = await key();
      const cookie = `concord-session=${await openSessionRecord(services, member)}`;
      const room = `${url.replace('http', 'ws')}/live/${draft}/${epoch}`;
      const client = new RawClient({ url: room, headers: { origin: url, cookie }, ...more });
      clients.push(client);
      await client.synced();
      return client;
    },
    async browser(member) {
      const token = await openSessionRecord(services, member);
      return visitor(world.app, { host: new URL(url).host, origin: url }, { 'concord-session': token });
    },
    async words(section) {
      const log = await services.drafts.load(await key());
      return log === null ? '' : plainText(readSection(openDraft(log), section));
    },
    async asks(act) {
      const changed = await change(services.aggregates, 'consultation', consultation, 'nadia-farrow', act);
      if (!changed.ok) throw new Error(changed.detail);
    },
  };
}
