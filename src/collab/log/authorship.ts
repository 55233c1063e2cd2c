import * as Y from 'yjs';
import type { Author, Authors, LateEdit } from '../../store/drafts.ts';

/** Who is behind each Yjs client id of a text, and whether all that was written under it came from them (CO10). */
export class Authorship {
  readonly #authors = new Map<string, Author>();
  #fresh: Record<string, Author> = {};

  get all(): Authors {
    return Object.fromEntries(this.#authors);
  }

  /** What {@link Authorship.heard} found since the last call, for the entry that brings it. */
  fresh(): Authors {
    const fresh = this.#fresh;
    this.#fresh = {};
    return fresh;
  }

  /**
   * A member sent something new under a client id, as its writer or as what others wrote. Its author is who declared it, else
   * who sent it first.
   */
  heard(client: number, as: 'writer' | 'relay', member: string, declared: string | null): void {
    const known = this.#authors.get(String(client));
    if (known?.how === 'relayed' || (known?.member === member && as === 'writer')) return;
    const author = known?.member ?? declared ?? member;
    const isOwn = as === 'writer' && author === member;
    const how = !isOwn ? 'relayed' : declared === null ? 'brought' : 'declared';
    this.#fresh[client] = { member: author, how };
    this.#authors.set(String(client), { member: author, how });
  }

  /** Takes in what others found. The first word on a client id counts; where another names another member, no one's word does. */
  learn(authors: Authors): void {
    for (const [client, author] of Object.entries(authors)) {
      const known = this.#authors.get(client);
      if (known === undefined) this.#authors.set(client, author);
      else if (author.how === 'relayed' || author.member !== known.member) this.#authors.set(client, { ...known, how: 'relayed' });
    }
  }

  /** The same with late edits on top of a text that has this state vector. */
  withLate(stateVector: Uint8Array, late: readonly Pick<LateEdit, 'member' | 'update'>[]): Authorship {
    const both = new Authorship();
    both.learn(this.all);
    const known = Y.decodeStateVector(stateVector);
    for (const { member, update } of late) {
      const beyond = [...Y.parseUpdateMeta(update).to].filter(([client, clock]) => clock > (known.get(client) ?? 0));
      for (const [client, clock] of beyond) {
        known.set(client, clock);
        both.heard(client, 'writer', member, null);
      }
    }
    return both;
  }

  /**
   * Whether all that is here under a client id came from this member. Then it is as they wrote it, though it was deleted
   * since; of what somebody else sent in their name, nobody knows once it is deleted.
   */
  isAllFrom(member: string, client: number): boolean {
    const author = this.#authors.get(String(client));
    return author?.member === member && author.how !== 'relayed';
  }
}
