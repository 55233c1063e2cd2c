import type { Consultation } from '../../domain/consultation/consultation.ts';
import { type OrganisationId, type MemberId, VersionId } from '../../domain/ids.ts';
import type { PlainAct } from '../../domain/network/access.ts';
import type { Person } from '../../domain/network/actor.ts';
import type { Organisation } from '../../domain/network/organisation.ts';
import { type Digest, type Instant, type Outcome, type Refused, refused } from '../../domain/outcome.ts';
import { type Positions, type PositionsEvent, noPositions } from '../../domain/positions/positions.ts';
import {
  type Chosen,
  type Email,
  type Occasion,
  type Stating,
  askForPosition,
  awaitClearance,
  givePosition,
  recordClearance,
  recordPosition,
} from '../../domain/positions/stating.ts';
import type { TextMark } from '../../domain/positions/statement.ts';
import type { Response } from '../../domain/response/response.ts';
import { takingPositions } from '../../domain/response/taking-positions.ts';
import { type OnText, keepForPosition } from '../../drafts/keeping.ts';
import { contentOf, logOf } from '../../reading/draft.ts';
import { membersOf } from '../../reading/people.ts';
import { asked, positionText, positionsIdOf, wordsDigest } from '../../reading/positions.ts';
import { consultationOf } from '../../reading/response.ts';
import { textDigest } from '../../reading/section-digests.ts';
import { changeAs, createAs } from '../../rights/acting.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';

type Result = Outcome<Positions, PositionsEvent>;
type Decide<What> = (positions: Positions, what: What, occasion: Occasion) => Result;
export type Done = { readonly ok: true } | Refused;

/** The statement of a person: a position on the text that their page showed, or the day by which they expect its clearance. */
export type Saying =
  ({ readonly kind: 'position'; readonly shown: Digest } & Chosen) | { readonly kind: 'awaiting'; readonly until: Instant };

/** Says where the organisation of a member stands (PO3, PO4, PO7). Refuses with `text-moved` where the page showed another text. */
export async function give(services: Services, by: Person, id: Response['id'], saying: Saying): Promise<Done> {
  const place = await placeOf(services, by, id, 'position.give');
  if (!place.ok) return place;
  const member = place.members.get(by.memberId);
  const organisation = place.organisations.find((one) => one.id === member?.organisationId);
  if (member === undefined || organisation === undefined) {
    return refused('not-allowed', 'You are listed for no organisation. The coordinator can say under Network which one is yours.');
  }
  const at = { ...place, act: 'position.give', organisation } as const;
  if (saying.kind === 'awaiting') {
    return commit(services, by, at, (positions, occasion) => awaitClearance(positions, member, saying.until, occasion));
  }
  return onPresentText(services, by, at, saying, (positions, stating, occasion) => givePosition(positions, member, stating, occasion));
}

/** A statement that the coordinator records for an organisation from an email (PO6). */
export interface Recording {
  readonly organisationId: OrganisationId;
  readonly from: MemberId;
  readonly sent: Instant;
  /** The kept version that the email speaks of; null for the text that the page showed. */
  readonly version: VersionId | null;
  readonly saying: Saying;
}

/** Records the statement of an organisation from an email (PO6). */
export async function record(services: Services, by: Person, id: Response['id'], recording: Recording): Promise<Done> {
  const place = await placeOf(services, by, id, 'position.record');
  if (!place.ok) return place;
  const { saying, sent, version } = recording;
  const from = place.members.get(recording.from);
  const organisation = place.organisations.find((one) => one.id === recording.organisationId);
  if (from === undefined || organisation === undefined) return refused('not-found');
  const email: Email = { by: by.memberId, from, sent };
  const at = { ...place, act: 'position.record', organisation } as const;
  if (saying.kind === 'awaiting') {
    return commit(services, by, at, (positions, occasion) => recordClearance(positions, email, saying.until, occasion));
  }
  const decide: Decide<Stating> = (positions, stating, occasion) => recordPosition(positions, email, stating, occasion);
  if (version === null) return onPresentText(services, by, at, saying, decide);
  const stating = await onVersion(services, id, version, saying);
  return stating === null ? refused('not-found') : commit(services, by, at, (positions, occasion) => decide(positions, stating, occasion));
}

/** Asks organisations for their positions, each by a mail to those who speak for it (PO9). Refuses where none can be asked. */
export async function ask(services: Services, by: Person, id: Response['id'], whom: readonly OrganisationId[]): Promise<Done> {
  const place = await placeOf(services, by, id, 'position.ask');
  if (!place.ok) return place;
  let last: Done = refused('already-exists', 'There is nobody left to ask.');
  let isAsked = false;
  for (const organisation of place.organisations.filter((one) => whom.includes(one.id))) {
    const asking = { by: by.memberId, members: [...place.members.values()] };
    last = await commit(services, by, { ...place, act: 'position.ask', organisation }, (positions, occasion) =>
      askForPosition(positions, asking, occasion),
    );
    isAsked ||= last.ok;
  }
  return isAsked ? { ok: true } : last;
}

/** A response with everything that a statement on it is judged by. */
interface Place {
  readonly ok: true;
  readonly response: Response;
  readonly consultation: Consultation;
  readonly organisations: readonly Organisation[];
  readonly members: Awaited<ReturnType<typeof membersOf>>;
  readonly zone: string;
}

async function placeOf(services: Services, by: Person, id: Response['id'], act: PlainAct): Promise<Place | Refused> {
  const stored = await services.aggregates.get('response', id);
  if (stored === null) return refused('not-found');
  const response = stored.state;
  const judged = await judge(services, by, { act, networkId: response.networkId });
  if (!judged.ok) return judged;
  const network = await services.aggregates.get('network', response.networkId);
  if (network === null) return refused('not-found');
  const { organisations, timeZone: zone } = network.state;
  const members = await membersOf(services, response.networkId);
  return { ok: true, response, consultation: await consultationOf(services, response), organisations, members, zone };
}

interface At extends Place {
  readonly act: PlainAct;
  readonly organisation: Organisation;
}

function occasionOf({ response, consultation, organisation, zone }: At, at: Instant): Occasion {
  return { organisation, ...takingPositions(response, consultation, at), at, closesAt: consultation.closesAt, zone };
}

/** Decides on the text as it stands now, and keeps that text first (PO4). */
async function onPresentText(
  services: Services,
  by: Person,
  place: At,
  saying: Extract<Saying, { kind: 'position' }>,
  decide: Decide<Stating>,
): Promise<Done> {
  const { response } = place;
  const consultation = asked(response, place.consultation);
  const log = await logOf(services, response);
  const { digests, digest } = positionText(response, consultation, contentOf(log, consultation));
  const onText = (version: VersionId): Stating => statingOf(services, saying, new Set(Object.keys(digests)), { digest, version });
  const id = VersionId.parse(services.newId());
  // Judged before a version is kept, so that a refusal keeps none.
  const first = decide(await positionsIn(services, place), onText(id), occasionOf(place, services.now()));
  if (!first.ok) return first;
  const text: OnText = { response, consultation, log, digest, id };
  const version = await keepForPosition(services, by, text);
  if (typeof version !== 'string') return version;
  return commit(services, by, place, (positions, occasion) => decide(positions, onText(version), occasion));
}

async function onVersion(
  services: Services,
  id: Response['id'],
  version: VersionId,
  saying: Extract<Saying, { kind: 'position' }>,
): Promise<Stating | null> {
  const stored = await services.aggregates.get('version', version);
  if (stored?.state.responseId !== id || stored.state.sections === undefined) return null;
  const { sections } = stored.state;
  const digest = textDigest(sections);
  return statingOf(services, { ...saying, shown: digest }, new Set(Object.keys(sections)), { digest, version });
}

function statingOf(
  { keys }: Pick<Services, 'keys'>,
  { position, exceptions, note, listing, shown }: Extract<Saying, { kind: 'position' }>,
  sections: ReadonlySet<string>,
  text: TextMark,
): Stating {
  const words = wordsDigest({ note, exceptions }, (said) => keys.hmac('position-words', said));
  return { position, exceptions, note, listing, sections, text, shown, words };
}

async function positionsIn(services: Services, { response, organisation }: At): Promise<Positions> {
  const id = positionsIdOf(response, organisation.id);
  const stored = await services.aggregates.get('positions', id);
  const { networkId, id: responseId } = response;
  return stored?.state ?? noPositions({ id, networkId, responseId, organisationId: organisation.id });
}

/** Commits to the positions of an organisation, which the first statement or request creates (PO1). */
async function commit(
  services: Services,
  by: Person,
  place: At,
  decide: (positions: Positions, occasion: Occasion) => Result,
): Promise<Done> {
  const { act, response, organisation } = place;
  const id = positionsIdOf(response, organisation.id);
  const now = (): Occasion => occasionOf(place, services.now());
  if ((await services.aggregates.get('positions', id)) === null) {
    const empty = await positionsIn(services, place);
    const creating = { act, kind: 'positions', id, networkId: response.networkId } as const;
    const created = await createAs(services, by, creating, () => decide(empty, now()));
    if (created !== null) return 'ok' in created ? created : { ok: true };
  }
  const changed = await changeAs(services, by, { act, kind: 'positions', id }, (positions) => decide(positions, now()));
  return changed.ok ? { ok: true } : changed;
}
