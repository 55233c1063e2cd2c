import * as Y from 'yjs';
import type { DraftKey, DraftLog, Drafts, Vector } from '../../store/drafts.ts';
import type { Compaction } from '../log/compaction.ts';
import type { Contribution } from '../log/journal.ts';
import type { Replica } from '../log/replica.ts';
import type { Schema } from '../ports.ts';
import { SharedDocument } from '../updates/document.ts';
import type { Closing } from '../wire/protocol.ts';
import type { Connection } from './connection.ts';

/** The parts of a room that follow the log. */
interface FollowingRoom {
  readonly schema: Schema;
  /** The largest document, encoded, in bytes. */
  readonly largest: number;
  readonly document: SharedDocument;
  readonly replica: Replica;
  readonly compaction: Pick<Compaction, 'drop'>;
}

/** An edit that cannot follow the log as it is now; `why` is for the operator. */
export interface Loser {
  readonly source: Connection;
  readonly closing: Closing;
  readonly why: string;
}

type Pending = readonly Contribution<Connection>[];

/** Gives the news of a log to `take`, and the whole log after them where `take` asks for it. `gone`: the epoch was never begun. */
export async function readNews<T>(
  drafts: Pick<Drafts, 'load' | 'news'>,
  { key, vector }: { readonly key: DraftKey; readonly vector: Vector },
  take: (log: DraftLog, part: 'news' | 'whole') => T | 'whole',
): Promise<T | 'gone'> {
  const news = await drafts.news(key, vector);
  const taken = news === null ? 'gone' : take(news, 'news');
  if (taken !== 'whole') return taken;
  const log = await drafts.load(key);
  const all = log === null ? 'gone' : take(log, 'whole');
  if (all === 'whole') throw new TypeError('the whole log was given');
  return all;
}

/** Takes in the entries that other nodes logged, and compares the edits that are not durable with them (CO30, CO31). */
export class Follower {
  readonly #room: FollowingRoom;

  constructor(room: FollowingRoom) {
    this.#room = room;
  }

  /**
   * Applies the news of a log, and compares the `pending` edits, which are not durable, with it (decision 47). Answers null if
   * none contradicts the log. Answers `whole` if the news alone does not tell: then the caller gives the whole log. Otherwise
   * answers the first edit that contradicts the log; the document is not to be trusted any more.
   */
  follow(log: DraftLog, pending: Pending, part: 'whole' | 'news'): Loser | 'whole' | null {
    const { replica, document, compaction } = this.#room;
    const news = replica.newsIn(log);
    const isDoubtful = overlap(pending, news);
    if (isDoubtful && part === 'news') return 'whole';
    replica.takeIn(log);
    if (news.length === 0) return null;
    const loser = isDoubtful ? this.#loserOf(log, pending) : null;
    if (loser !== null) return loser;
    compaction.drop();
    for (const update of news) document.trust(update);
    return null;
  }

  #loserOf(log: DraftLog, pending: Pending): Loser | null {
    const { schema, largest, replica } = this.#room;
    const logged = new SharedDocument(schema, largest, [log.base.update, ...log.entries.map(({ update }) => update)]);
    try {
      for (const { source, update, isOwn } of pending) {
        const { member, wantsReceipts } = source;
        const isVouched = (client: number): boolean => !wantsReceipts || !isOwn(client) || replica.authorship.isAllFrom(member, client);
        const verdict = logged.take(update, isVouched);
        if (verdict.is === 'refused') return { source, closing: verdict.closing, why: verdict.why };
        if (verdict.is === 'gap') return { source, closing: 'not-loaded', why: 'it builds on something that the log lacks' };
      }
      return null;
    } finally {
      logged.destroy();
    }
  }
}

/**
 * True if both insert under one Yjs client id and clock. Only such edits can contradict each other, so the whole log is read
 * only for them: a client came over from another node, or somebody forged its edits.
 */
function overlap(pending: Pending, news: readonly Uint8Array[]): boolean {
  if (pending.length === 0) return false;
  const theirs = news.filter(({ byteLength }) => byteLength > 0).map((update) => Y.parseUpdateMeta(update));
  return pending.some(({ update }) => {
    const { from, to } = Y.parseUpdateMeta(update);
    return [...from].some(([client, start]) =>
      theirs.some((their) => start < (their.to.get(client) ?? 0) && (their.from.get(client) ?? 0) < (to.get(client) ?? 0)),
    );
  });
}
