import * as Y from 'yjs';
import type { Consultation } from '../../../domain/consultation/consultation.ts';
import { knownSections } from '../../../domain/consultation/known-sections.ts';
import type { SectionId } from '../../../domain/ids.ts';
import type { Person } from '../../../domain/network/actor.ts';
import { Digest, type Refused, refused } from '../../../domain/outcome.ts';
import type { Author, Authors } from '../../../domain/response/author.ts';
import { bringAnswer, isBroughtInto, whyNotBringAnswers, whyNotInto } from '../../../domain/response/gone/bringing.ts';
import type { Response } from '../../../domain/response/response.ts';
import { logOf } from '../../../reading/draft.ts';
import { changeAs } from '../../../rights/acting.ts';
import { judge } from '../../../rights/judge.ts';
import type { Services } from '../../../services.ts';
import { type DraftLog, EntryOutOfOrder } from '../../../store/drafts.ts';
import { appendAnswer } from '../../../text/additions/append-answer.ts';
import { textSchema } from '../../../text/check.ts';
import { carryOut } from '../../../text/checking/carry-out.ts';
import { openDraft, readDraft, readSection, sectionDigest } from '../../../text/read.ts';
import { authorsIn } from '../../../text/reseed.ts';

/** The answer to bring, as a page showed it, and the question that takes it. */
export interface Bringing {
  readonly section: SectionId;
  readonly into: SectionId;
  /** The digest of the answer as the page showed it. */
  readonly shown: string;
}

/**
 * Appends the answer to a question that went, or was split, to the answer of another, credited to its authors; then records it
 * (QS13). The entry has one name for ever, so a second press, or a second try after a crash between the two steps, adds nothing, in a later epoch too.
 * Refuses with `text-moved` where the page showed other words.
 */
export async function bringGoneAnswer(
  services: Services,
  by: Person,
  { response, consultation }: { readonly response: Response; readonly consultation: Consultation },
  { section, into, shown }: Bringing,
): Promise<{ readonly ok: true } | Refused> {
  const judged = await judge(services, by, { act: 'answer.bring', networkId: response.networkId });
  const whyNot = judged.ok ? (whyNotBringAnswers(response, judged.duties) ?? whyNotInto(consultation, { section, into })) : judged;
  if (whyNot !== null) return whyNot;
  const log = await logOf(services, response);
  const document = openDraft(log);
  const digest = Digest.parse(sectionDigest(readDraft(document, [section]), section));
  if (digest !== shown) return refused('text-moved');
  if (isBroughtInto(response, { section, into, digest })) return { ok: true };
  const node = `gone-${section}-${into}-${digest.slice(0, 20)}`.slice(0, 200);
  const isThere = log.entries.some((entry) => entry.node === node) || holdsAnswer(document, section, into);
  if (!isThere) {
    const refusal = await append(services, { response, consultation, by }, { log, document, node }, { section, into });
    if (refusal !== null) return refusal;
  }
  const done = await changeAs(services, by, { act: 'answer.bring', kind: 'response', id: response.id }, (current, duties) =>
    bringAnswer(current, { section, into, digest, at: services.now(), by: by.memberId }, duties),
  );
  return done.ok || done.code === 'already-exists' ? { ok: true } : done;
}

/** True if one answer already has all paragraphs of another in a row: brought before a crash, in an epoch that has ended since. */
function holdsAnswer(document: Y.Doc, section: SectionId, into: SectionId): boolean {
  const lines = (id: SectionId): readonly string[] => readSection(document, id).map((block) => JSON.stringify(block));
  const [wanted, all] = [lines(section), lines(into)];
  return wanted.length > 0 && all.some((_, n) => wanted.every((line, k) => all[n + k] === line));
}

async function append(
  services: Services,
  { response, consultation, by }: { readonly response: Response; readonly consultation: Consultation; readonly by: Person },
  { log, document, node }: { readonly log: DraftLog; readonly document: Y.Doc; readonly node: string },
  { section, into }: Pick<Bringing, 'section' | 'into'>,
): Promise<Refused | null> {
  const before = Y.encodeStateVector(document);
  const schema = textSchema.within(() => knownSections(consultation));
  const { result: writers, why } = carryOut(schema, document, () => appendAnswer(document, section, into));
  if (why !== null) return refused('too-large', why);
  if (writers.size === 0) return refused('invalid', 'There are no words to bring.');
  const update = Y.encodeStateAsUpdate(document, before);
  const authors = authorsOf(writers, authorsIn(log), by);
  try {
    const became = await services.drafts.append({ draft: response.id, epoch: response.epoch }, { node, seq: 1, update, authors });
    return became === 'late' ? refused('not-drafting') : null;
  } catch (error) {
    // The entry exists with other bytes: somebody else pressed at that moment, and the words are in the draft.
    if (error instanceof EntryOutOfOrder) return null;
    throw error;
  }
}

/** The author behind each new client id: the one who wrote the words, or the person who brings them where that is not known. */
function authorsOf(writers: ReadonlyMap<number, number>, known: Authors, by: Person): Authors {
  return Object.fromEntries(
    [...writers].map(([client, writer]): [string, Author] => [
      String(client),
      { member: known[String(writer)]?.member ?? by.memberId, how: 'brought' },
    ]),
  );
}
