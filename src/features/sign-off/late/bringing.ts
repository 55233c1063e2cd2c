import * as Y from 'yjs';
import { knownSections } from '../../../domain/consultation/known-sections.ts';
import type { ResponseId } from '../../../domain/ids.ts';
import type { Duty } from '../../../domain/network/access.ts';
import type { Person } from '../../../domain/network/actor.ts';
import { type Digest, type Refused, refused } from '../../../domain/outcome.ts';
import {
  type Handling,
  bringPassage,
  decidedAbout,
  leaveOutPassage,
  takeUpPassage,
  whyNotBring,
} from '../../../domain/response/late/late-handling.ts';
import type { LatePart } from '../../../domain/response/late/late-passage.ts';
import type { Response } from '../../../domain/response/response.ts';
import { logOf } from '../../../reading/draft.ts';
import { changeAs } from '../../../rights/acting.ts';
import { judge } from '../../../rights/judge.ts';
import type { Services } from '../../../services.ts';
import { EntryOutOfOrder } from '../../../store/drafts.ts';
import type { Reader } from '../../../store/reader.ts';
import { becomeBlocks, withPassage } from '../../../text/bring.ts';
import { canonicalBytes, digestOf } from '../../../text/canonical.ts';
import { textSchema } from '../../../text/check.ts';
import { carryOut } from '../../../text/checking/carry-out.ts';
import { openDraft } from '../../../text/read.ts';
import { writeReason } from '../../../text/reasons/reasons.ts';
import { writeChosen } from '../../../text/write.ts';
import type { Case } from '../../../web/found.ts';
import { type Answered, type Passage, answeredIn } from '../../../reading/late-words.ts';

/** A response and its consultation. */
type Answering = Pick<Case, 'response' | 'consultation'>;

/** The effect of bringing a passage into the open draft on its section. */
export interface Plan {
  readonly now: Answered;
  readonly then: Answered;
  /** Somebody changed the words after they were locked: the passage may stand beside theirs. */
  readonly isChangedSince: boolean;
  /** The parts of which somebody gave another after the lock: theirs stays, and the passage's own does not come. */
  readonly without: readonly LatePart[];
  /** 64 hex digits that a form posts: it names the passage, its section of the draft and its decision as the page showed them. */
  readonly mark: string;
}

/** Reads the open draft and plans the changes of a passage. Writes nothing. */
export async function planFor(reader: Reader, { response, consultation }: Answering, passage: Passage): Promise<Plan> {
  return planOn(openDraft(await logOf(reader, response)), { response, consultation }, passage);
}

function planOn(document: Y.Doc, { response, consultation }: Answering, passage: Passage): Plan {
  const { section, locked, theirs } = passage;
  const now = answeredIn(document, section, consultation);
  const then = {
    blocks: withPassage(locked.blocks, theirs.blocks, now.blocks),
    chosen: untouched(locked.chosen, theirs.chosen, now.chosen),
    notAnswered: untouched(locked.notAnswered, theirs.notAnswered, now.notAnswered),
  };
  const parts = [
    ['choice', locked.chosen, theirs.chosen, then.chosen],
    ['reason', locked.notAnswered, theirs.notAnswered, then.notAnswered],
  ] as const;
  const others = parts.filter(([, before, wrote, after]) => !isSame(before, wrote) && !isSame(wrote, after));
  return {
    now,
    then,
    isChangedSince: !isSame(locked.blocks, now.blocks),
    without: others.map(([part]) => part),
    mark: `${passageMark(passage)}${digestOf(canonicalBytes({ now, isLeftOut: isLeftOut(response, passage) })).slice(0, 32)}`,
  };
}

/** The first half of a mark: it names the words of a passage that a page showed. */
function passageMark({ digest }: Passage): string {
  return digest.slice(0, 32);
}

/** Their option or reason, unless somebody chose another since: two cannot stand side by side. */
function untouched<T>(locked: T, theirs: T, now: T): T {
  return isSame(locked, now) ? theirs : now;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The outcome of bringing a passage. `stale`: the draft or the passage has changed since the page showed it. */
export type Brought = { readonly ok: true } | { readonly ok: false; readonly why: 'stale' | Refused };

/**
 * Puts a passage into the open draft as one entry of its own, credited to its writer, then records that the coordinator
 * brought it (CO5). The entry has one name for ever, so a second press, or a second try after a crash between the two steps,
 * adds nothing. A second press on a page that showed these words succeeds as the first did.
 */
export async function bring(services: Services, by: Person, it: Answering, passage: Passage, mark: string): Promise<Brought> {
  const { response } = it;
  const judged = await judge(services, by, { act: 'late.bring', networkId: response.networkId });
  const whyNot = judged.ok ? whyNotBring(response, judged.duties) : judged;
  if (whyNot !== null) return { ok: false, why: whyNot };
  const log = await logOf(services, response);
  const document = openDraft(log);
  const plan = planOn(document, it, passage);
  const isSeen = mark.startsWith(passageMark(passage));
  if (isSeen && isBrought(response, passage)) return { ok: true };
  const isAppended = isSeen && !isLeftOut(response, passage) && log.entries.some(({ node }) => node === nodeOf(passage));
  if (!isAppended) {
    if (plan.mark !== mark) return { ok: false, why: 'stale' };
    const refusal = await append(services, it, passage, { document, plan });
    if (refusal !== null) return { ok: false, why: refusal };
  }
  const done = await changeAs(services, by, bringing(response.id), (current, duties) =>
    bringPassage(current, { ...handlingOf(services, by, duties, passage), into: response.epoch, without: plan.without }),
  );
  return done.ok || done.code === 'already-exists' ? { ok: true } : { ok: false, why: done };
}

/** Whether a passage with exactly these words was brought into a draft, even if the draft changed them later. */
export function isBrought(response: Response, passage: Passage): boolean {
  const decided = decidedAbout(response, passage);
  return decided?.became === 'brought' && decided.digest === passage.digest;
}

function isLeftOut(response: Response, passage: Passage): boolean {
  const decided = decidedAbout(response, passage);
  return decided?.became === 'left-out' && decided.digest === passage.digest;
}

/** Carries out a plan on the document and appends the change to the draft. Answers null where the words are in the draft after it. */
async function append(
  services: Services,
  { response, consultation }: Answering,
  passage: Passage,
  { document, plan }: { readonly document: Y.Doc; readonly plan: Plan },
): Promise<Refused | null> {
  const before = Y.encodeStateVector(document);
  const schema = textSchema.within(() => knownSections(consultation));
  const { result: isChanged, why } = carryOut(schema, document, () => apply(document, passage, plan));
  if (!isChanged)
    return plan.without.length > 0 ? refused('invalid', 'That would change nothing: the option that was chosen since then stays.') : null;
  if (why !== null) return refused('too-large', why);
  const authors = { [document.clientID]: { member: passage.member, how: 'brought' } } as const;
  const entry = { node: nodeOf(passage), seq: 1, authors, update: Y.encodeStateAsUpdate(document, before) };
  const became = await appendOnce(services, { draft: response.id, epoch: response.epoch }, entry);
  return became === 'late' ? refused('not-drafting') : null;
}

/** The name of a passage's entry in a draft; it never changes. */
function nodeOf({ id, digest }: Passage): string {
  return `late-${id}-${digest.slice(0, 20)}`;
}

/** Carries out a plan on the document. Answers whether anything changed. */
function apply(document: Y.Doc, { section }: Passage, { now, then }: Plan): boolean {
  const [words, chosen, reason] = [
    !isSame(now.blocks, then.blocks),
    !isSame(now.chosen, then.chosen),
    now.notAnswered !== then.notAnswered,
  ];
  if (words) becomeBlocks(document, section, then.blocks);
  if (chosen) writeChosen(document, section, then.chosen);
  if (reason) writeReason(document, section, then.notAnswered);
  return words || chosen || reason;
}

type Drafts = Services['drafts'];

async function appendOnce({ drafts }: Services, ...[key, entry]: Parameters<Drafts['append']>): Promise<'saved' | 'late'> {
  try {
    return await drafts.append(key, entry);
  } catch (error) {
    // The entry exists with other bytes: somebody else pressed at that moment, and the passage is in the draft.
    if (error instanceof EntryOutOfOrder) return 'saved';
    throw error;
  }
}

/**
 * Marks a passage as not used, or takes that back (`taken-up`). `seen` is the digest of the words the page showed. Answers null
 * on success, also of a second press. Refuses where the passage changed or was brought since.
 */
export async function setAsideForGood(
  services: Services,
  by: Person,
  { response }: Pick<Answering, 'response'>,
  passage: Passage,
  { seen, became }: { readonly seen: Digest; readonly became: 'left-out' | 'taken-up' },
): Promise<Refused | null> {
  const decide = became === 'left-out' ? leaveOutPassage : takeUpPassage;
  const done = await changeAs(services, by, bringing(response.id), (current, duties) =>
    seen === passage.digest ? decide(current, handlingOf(services, by, duties, passage)) : refused('passage-changed'),
  );
  return done.ok || done.code === 'already-exists' ? null : done;
}

function bringing(id: ResponseId) {
  return { act: 'late.bring', kind: 'response', id } as const;
}

function handlingOf(services: Services, { memberId: by }: Person, duties: ReadonlySet<Duty>, passage: Passage): Handling {
  const { epoch, member, section, digest } = passage;
  return { epoch, member, section, digest, at: services.now(), by, duties };
}
