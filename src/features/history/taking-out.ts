import * as Y from 'yjs';
import { type KnownSections, knownSections } from '../../domain/consultation/known-sections.ts';
import { MemberId, VersionId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import type { Authors } from '../../domain/response/author.ts';
import type { TakenOut } from '../../domain/response/taken-out.ts';
import { takeOut, whyNotTakeOut } from '../../domain/response/taking-out.ts';
import { longestVersionName } from '../../domain/response/version.ts';
import { logOf } from '../../reading/draft.ts';
import { changeAs } from '../../rights/acting.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';
import { type Added, type Standing, addedIn, nothingAdded, sumOf, textsOf } from '../../text/additions/added.ts';
import { takeOut as takeOutOf } from '../../text/additions/take-out.ts';
import { removeOutside } from '../../text/checking/outside.ts';
import { openDraft } from '../../text/read.ts';
import { authorsIn } from '../../text/reseed.ts';
import type { Case } from '../../web/found.ts';
import { keepNamed } from '../../drafts/keeping.ts';

/** Names an addition that can be taken out: a member's, or `unseen`, the text that no page shows (TX21). */
export type Whose = MemberId | 'unseen';

/** An addition: its size, and its size in each text. */
export interface Addition {
  readonly whose: Whose | 'nobody';
  /** The members who wrote it; none for the words that the draft began with. */
  readonly members: readonly MemberId[];
  readonly all: Added;
  /** By root, in the order of the document. */
  readonly texts: ReadonlyMap<string, Added>;
}

/** All additions of a draft, the largest first. */
export function additionsOf(document: Y.Doc, authors: Authors, known: KnownSections): readonly Addition[] {
  const parts = new Map<Addition['whose'], { members: Set<MemberId>; texts: Map<string, Added> }>();
  for (const text of textsOf(document, known)) {
    for (const [client, added] of addedIn(text)) {
      const member = memberOf(authors, client);
      const whose = text.isKnown ? (member ?? 'nobody') : 'unseen';
      const part = parts.get(whose) ?? { members: new Set<MemberId>(), texts: new Map<string, Added>() };
      if (member !== null) part.members.add(member);
      part.texts.set(text.root, sumOf(part.texts.get(text.root) ?? nothingAdded, added));
      parts.set(whose, part);
    }
  }
  const additions = [...parts].map(([whose, { members, texts }]): Addition => {
    return { whose, members: [...members], texts, all: [...texts.values()].reduce(sumOf, nothingAdded) };
  });
  return additions.sort((a, b) => b.all.characters + b.all.lines - a.all.characters - a.all.lines);
}

function memberOf(authors: Authors, client: number): MemberId | null {
  const author = authors[String(client)];
  return author === undefined ? null : MemberId.parse(author.member);
}

/** The mark of an addition as a page showed it. If the addition has another mark now, it has grown or shrunk. */
export function markOf({ all: { characters, lines, words } }: Addition): string {
  return `${characters}-${lines}-${words}`;
}

/** The outcome of taking an addition out. `stale`: it has changed since the page showed it. */
export type Taken = { readonly ok: true } | { readonly ok: false; readonly why: 'stale' | Refused };

/**
 * Takes an addition out of the open draft (CO17): first keeps a version under the coordinator's name, then appends an entry that
 * deletes the words, then records the act. A crash in between leaves the version; a second press does the rest.
 */
export async function takeOutAddition(
  services: Services,
  by: Person,
  { response, consultation }: Pick<Case, 'response' | 'consultation'>,
  { whose, mark, name }: { readonly whose: Whose; readonly mark: string; readonly name: string },
): Promise<Taken> {
  const judged = await judge(services, by, { act: 'addition.take-out', networkId: response.networkId });
  const whyNot = judged.ok ? whyNotTakeOut(response, judged.duties) : judged;
  if (whyNot !== null) return { ok: false, why: whyNot };
  const log = await logOf(services, response);
  const document = openDraft(log);
  const [authors, known] = [authorsIn(log), knownSections(consultation)];
  const addition = additionsOf(document, authors, known).find((one) => one.whose === whose);
  if (addition === undefined || markOf(addition) !== mark) return { ok: false, why: 'stale' };
  const version = { id: VersionId.parse(services.newId()), name: name.slice(0, longestVersionName).toWellFormed() };
  const kept = await keepNamed(services, by, { response, consultation }, version);
  if (kept !== null && 'ok' in kept) return { ok: false, why: kept };
  const before = Y.encodeStateVector(document);
  if (whose === 'unseen') removeOutside(document, known);
  else takeOutOf(document, seen(document, known), clientsOf(authors, whose));
  const update = Y.encodeStateAsUpdate(document, before);
  const entry = { node: services.newId(), seq: 1, update, authors: {} };
  const became = await services.drafts.append({ draft: response.id, epoch: response.epoch }, entry);
  if (became === 'late') return { ok: false, why: refused('not-drafting') };
  const taken: TakenOut = {
    epoch: response.epoch,
    part: whose === 'unseen' ? 'unseen' : 'member',
    members: addition.members,
    words: addition.all.words,
  };
  const done = await changeAs(services, by, { act: 'addition.take-out', kind: 'response', id: response.id }, (current, duties) =>
    takeOut(current, taken, duties),
  );
  return done.ok ? { ok: true } : { ok: false, why: done };
}

function seen(document: Y.Doc, known: KnownSections): Standing[] {
  return textsOf(document, known).filter(({ isKnown }) => isKnown);
}

function clientsOf(authors: Authors, member: MemberId): ReadonlySet<number> {
  return new Set(Object.entries(authors).flatMap(([client, author]) => (author.member === member ? [Number(client)] : [])));
}
