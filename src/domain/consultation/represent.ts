import { type ConsultationId, type MemberId, type NetworkId, SectionId } from '../ids.ts';
import { type Instant, type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import { Consultation, type ConsultationEvent, Question, currentQuestions } from './consultation.ts';
import { type Recipient, type Representation, recipientLines, recipientName } from './representation.ts';
import { fixedSections } from './section.ts';
import { cleanLine } from './wording.ts';

type Answer = Outcome<Consultation, ConsultationEvent>;

/** The data a representation is registered with: it has a close of its recipient, or a date of our own to send it by (RK11). */
export interface Sending {
  readonly title: string;
  readonly recipient: Recipient;
  /** Where it is sent by email; empty where it is not. */
  readonly email: string;
  readonly end: { readonly type: 'close' | 'send-by'; readonly at: Instant };
}

/** The most headings that a representation may have. */
export const mostHeadings = 100;

/** Adds a representation with its first headings, which may be none (RK9, RK10). A date that has passed is refused. */
export function addRepresentation(
  ids: { readonly id: ConsultationId; readonly networkId: NetworkId },
  given: Sending & { readonly headings: readonly HeadingGiven[] },
  at: Instant,
): Answer {
  const { end, headings } = given;
  const wrong = whyNotSend(given) ?? (end.at <= at ? refused('invalid', 'The date has passed.') : null);
  if (wrong !== null) return wrong;
  const closes = end.type === 'close';
  const representation = { recipient: cleaned(given.recipient), ...sentTo(given), sendBy: closes ? null : end.at, moves: [] };
  const read = Consultation.safeParse({
    ...ids,
    ...namesOf(given),
    url: '',
    opensAt: null,
    closesAt: closes ? end.at : null,
    closingMoves: [],
    questionSets: [{ version: 1, at, questions: [] }],
    representation,
  });
  if (!read.success) return refused('invalid', unreadable);
  const { title, department: recipient, closesAt } = read.data;
  const added = { type: 'RepresentationAdded', data: { title, recipient, closesAt, sendBy: representation.sendBy } } as const;
  if (headings.length === 0) return accepted<Consultation, ConsultationEvent>(read.data, added);
  const headed = setHeadings(read.data, { headings, over: 1 }, at);
  return headed.ok ? accepted<Consultation, ConsultationEvent>(headed.state, added, ...headed.events) : headed;
}

const unreadable = 'The title or a line of the recipient is too long, or the email address is none.';

/** The changed title and recipient of a representation, and its date to send by; null where the recipient set a close. */
export interface Resending extends Pick<Sending, 'title' | 'recipient' | 'email'> {
  readonly sendBy: Instant | null;
  readonly at: Instant;
  readonly by: MemberId;
}

/** Changes the title, the recipient and the date to send a representation by. Its plan moves with the date (WO3). */
export function changeRepresentation(consultation: Consultation, given: Resending): Answer {
  const { representation: before } = consultation;
  if (before === undefined) return refused('not-found');
  const { at, by, sendBy } = given;
  const move = sendBy === null || before.sendBy === null || sendBy === before.sendBy ? null : { from: before.sendBy, to: sendBy };
  const wrong = whyNotSend(given) ?? (move !== null && move.to <= at ? refused('invalid', 'The date has passed.') : null);
  if (wrong !== null) return wrong;
  const moves = move === null ? before.moves : [...before.moves, { at, by, ...move }];
  const representation: Representation = {
    recipient: cleaned(given.recipient),
    ...sentTo(given),
    sendBy: move?.to ?? before.sendBy,
    moves,
  };
  const read = Consultation.safeParse({ ...consultation, ...namesOf(given), representation });
  if (!read.success) return refused('invalid', unreadable);
  if (JSON.stringify(read.data) === JSON.stringify(consultation)) return refused('already-exists', 'Nothing was changed.');
  const { title, department: recipient } = read.data;
  const changed = { type: 'RepresentationChanged', data: { title, recipient } } as const;
  if (move === null) return accepted<Consultation, ConsultationEvent>(read.data, changed);
  return accepted<Consultation, ConsultationEvent>(read.data, changed, { type: 'SendByMoved', data: move });
}

/** A heading as a form holds it. The id names its section, so that a reworded heading keeps its text. */
export interface HeadingGiven {
  readonly id: string;
  readonly text: string;
  readonly wordLimit: number | null;
}

/**
 * Sets the headings of a representation, in order. The text under a heading that is left out stays in the draft (RK10). `over` is the
 * version that the person saw: refuses with `questions-changed` where another one is in force.
 */
export function setHeadings(
  consultation: Consultation,
  { headings, over }: { readonly headings: readonly HeadingGiven[]; readonly over: number },
  at: Instant,
): Answer {
  if (consultation.representation === undefined) return refused('not-found');
  if (headings.length > mostHeadings) return refused('too-large', `A representation has ${mostHeadings} headings at most.`);
  const ids = headings.map(({ id }) => id);
  if (new Set(ids).size < ids.length) return refused('invalid', 'Two headings have one id.');
  if (ids.some((id) => fixedIds.has(id))) return refused('invalid', 'A heading cannot have the id of a fixed part.');
  const questions = headings.map((heading, n) => questionOf(heading, n));
  const read = questions.flatMap((question) => {
    const parsed = Question.safeParse(question);
    return parsed.success ? [parsed.data] : [];
  });
  if (read.length < questions.length) return refused('invalid', 'A heading is empty or too long, or its limit is no number of words.');
  const now = currentQuestions(consultation);
  if (JSON.stringify(now.questions.map(plain)) === JSON.stringify(read.map(plain)))
    return refused('already-exists', 'These are the headings already.');
  if (now.version !== over) return refused('questions-changed', 'Somebody changed the headings since this page was opened.');
  const first = now.version === 1 && now.questions.length === 0;
  const next = { version: first ? 1 : now.version + 1, at: first ? now.at : at, questions: read };
  return accepted<Consultation, ConsultationEvent>(
    { ...consultation, questionSets: [...(first ? [] : consultation.questionSets), next] },
    { type: 'HeadingsSet', data: { version: next.version, headings: read.length } },
  );
}

const fixedIds: ReadonlySet<string> = new Set(fixedSections.map(({ id }) => id));

function questionOf({ id, text, wordLimit }: HeadingGiven, n: number) {
  return {
    id: SectionId.safeParse(id).data,
    number: String(n + 1),
    text: cleanLine(text),
    kind: 'heading',
    options: [],
    part: '',
    guidance: '',
    followUp: '',
    freeText: true,
    wordLimit,
    characterLimit: null,
  };
}

function plain({ id, text, wordLimit }: Question) {
  return [id, text, wordLimit];
}

function namesOf({ title, recipient }: Pick<Sending, 'title' | 'recipient'>): { readonly title: string; readonly department: string } {
  return { title: cleanLine(title), department: recipientName(cleaned(recipient)) };
}

function cleaned({ name, post, organisation, address }: Recipient): Recipient {
  const lines = address.map((one) => cleanLine(one)).filter((one) => one !== '');
  return { name: cleanLine(name), post: cleanLine(post), organisation: cleanLine(organisation), address: lines };
}

function sentTo({ email }: Pick<Sending, 'email'>): Pick<Representation, 'email'> {
  return email === '' ? {} : { email };
}

function whyNotSend({ title, recipient }: Pick<Sending, 'title' | 'recipient'>): Refused | null {
  if (cleanLine(title) === '') return refused('invalid', 'Say what the representation is about.');
  return recipientLines({ ...cleaned(recipient), address: [] }).length === 0
    ? refused('invalid', 'Say who it goes to: a person, a post or an organisation.')
    : null;
}
