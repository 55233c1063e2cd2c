import * as Y from 'yjs';
import type { Author, Authors, LateEdit } from '../../store/drafts.ts';

/** The member behind each Yjs client id of a text, and whether every word under that id came from them (CO10). */
export class Authorship {
  readonly #authors = new Map<string, Author>();
  #fresh: Record<string, Author> = {};

  get all(): Authors {
    return Object.fromEntries(this.#authors);
  }

  /** The authors found by {@link Authorship.attribute} since the last call: they go into the entry that brings their words. */
  takeFresh(): Authors {
    const fresh = this.#fresh;
    this.#fresh = {};
    return fresh;
  }

  /**
   * Attributes new words under a client id. `as`: the member sent them as their writer, or relayed what others wrote. The
   * author is the member who declared the id, else the one who sent it first.
   */
  attribute(client: number, as: 'writer' | 'relay', member: string, declared: string | null): void {
    const known = this.#authors.get(String(client));
    if (known?.how === 'relayed' || (known?.member === member && as === 'writer')) return;
    const author = known?.member ?? declared ?? member;
    const isOwn = as === 'writer' && author === member;
    const how = !isOwn ? 'relayed' : declared === null ? 'brought' : 'declared';
    this.#fresh[client] = { member: author, how };
    this.#authors.set(String(client), { member: author, how });
  }

  /** Takes in authors from the log. The first author of a client id stays; if another is named, the id counts as relayed. */
  learn(authors: Authors): void {
    for (const [client, author] of Object.entries(authors)) {
      const known = this.#authors.get(client);
      if (known === undefined) this.#authors.set(client, author);
      else if (author.how === 'relayed' || author.member !== known.member) this.#authors.set(client, { ...known, how: 'relayed' });
    }
  }

  /** This authorship with that of late edits on top; `stateVector`: of the text without them. */
  withLate(stateVector: Uint8Array, late: readonly Pick<LateEdit, 'member' | 'update'>[]): Authorship {
    const both = new Authorship();
    both.learn(this.all);
    const known = Y.decodeStateVector(stateVector);
    for (const { member, update } of late) {
      const beyond = [...Y.parseUpdateMeta(update).to].filter(([client, clock]) => clock > (known.get(client) ?? 0));
      for (const [client, clock] of beyond) {
        known.set(client, clock);
        both.attribute(client, 'writer', member, null);
      }
    }
    return both;
  }

  /** True if this member is known as the author of words under this client id. */
  isOf(member: string, client: number): boolean {
    return this.#authors.get(String(client))?.member === member;
  }

  /**
   * True if all the words known under this client id came from this member. Then they are the member's own even where they
   * are deleted by now. Words that somebody else sent under the id cannot be checked once they are deleted.
   */
  isAllFrom(member: string, client: number): boolean {
    const author = this.#authors.get(String(client));
    return author?.member === member && author.how !== 'relayed';
  }
}
