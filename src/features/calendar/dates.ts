import { type AgendaEntry, agendaOf } from '../../domain/agenda.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Instant } from '../../domain/outcome.ts';
import { type EntryWords, entryWords } from '../../phrases/agenda.ts';
import { organisationName } from '../../phrases/people.ts';
import { type Membership, membershipsOf } from '../../reading/memberships.ts';
import { exchangeOf } from '../../reading/positions.ts';
import { type Answering, consultationsOf } from '../../reading/response.ts';
import type { Reader } from '../../store/reader.ts';
import type { Owner } from './address.ts';

/** A date of a person with its words, and the consultation that it belongs to. */
export interface Dated extends AgendaEntry, EntryWords {
  readonly consultationId: string;
  /** The member in whose network the date stands: two memberships of one person may have a consultation each. */
  readonly memberId: string;
}

/** The dates of a person in every network of which they are a member now; null where there is none (WO36, WO38). */
export async function datesFor(reader: Reader, { email, since }: Owner): Promise<readonly Dated[] | null> {
  const memberships = (await membershipsOf(reader, email)).filter(({ member }) => !hasLeftSince(member, since));
  if (memberships.length === 0) return null;
  const dates = await Promise.all(memberships.map((membership) => datesIn(reader, membership)));
  return dates.flat();
}

/** True for a member who left after an instant, also one who came back: they make a new address. */
function hasLeftSince({ roleChanges = [] }: Member, since: Instant): boolean {
  return roleChanges.some(({ now, at }) => now === null && at >= since);
}

async function datesIn(reader: Reader, membership: Membership): Promise<readonly Dated[]> {
  const found = await consultationsOf(reader, membership.network.id);
  const dates = await Promise.all(found.map((answering) => datesOf(reader, membership, answering)));
  return dates.flat();
}

async function datesOf(reader: Reader, { member, network }: Membership, { consultation, response }: Answering): Promise<readonly Dated[]> {
  const exchange = response === null ? null : await exchangeOf(reader, response, member, network);
  const { positions, reminded } = exchange ?? { positions: null, reminded: null };
  const organisation = organisationName(network, member.organisationId);
  const entries = agendaOf({ consultation, response, network, member, positions, reminded, now: reader.now() });
  const of = { consultationId: consultation.id, memberId: member.id };
  return entries.map((entry) => ({ ...entry, ...entryWords(entry, { network, consultation, organisation }), ...of }));
}
