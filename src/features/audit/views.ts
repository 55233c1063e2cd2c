import { fixedNamed } from '../../domain/response/kind/sections.ts';
import { type Consultation, shortTitle } from '../../domain/consultation/consultation.ts';
import { everAsked } from '../../domain/consultation/gone.ts';
import type { Member } from '../../domain/network/member.ts';
import { formatDay } from '../../domain/time/calendar.ts';
import type { StoredEvent } from '../../store/aggregates.ts';
import type { Telling } from './entry.ts';
import { type Book, type Recorded, recordView } from './record-view.ts';
import type { Chain } from './trail.ts';
import { followedBy } from '../../phrases/english.ts';
import { responseTitle } from '../../phrases/names.ts';

type Asking = Pick<Recorded, 'now' | 'asked'>;

/** The data of the page of the record of a response. */
export interface Trail extends Telling, Asking {
  readonly consultation: Consultation;
  /** Null where no response was started. */
  readonly responseChain: Chain | null;
  readonly consultationChain: Chain;
  /** The chains of the positions on the response, in one order on every page. */
  readonly positionChains: readonly Chain[];
  /** The chains of the evidence that the reader may see, oldest piece first (EV14). */
  readonly evidenceChains: readonly Chain[];
}

/** Everything that happened to a response and its consultation, newest first, by day. */
export function trailView(trail: Trail) {
  const { consultation, network, now, asked } = trail;
  const books = [
    bookOf('c', 'C', trail.consultationChain),
    ...(trail.responseChain === null ? [] : [bookOf('r', '', trail.responseChain)]),
    ...trail.positionChains.map((chain, n) => bookOf(`p${n + 1}-`, `P${n + 1}.`, chain)),
    ...trail.evidenceChains.map((chain, n) => bookOf(`e${n + 1}-`, `E${n + 1}.`, chain)),
  ];
  const base = `/consultations/${consultation.id}/record`;
  const telling = {
    ...trail,
    sections: sectionNames(consultation),
    closingMoves: consultation.closingMoves,
    dateMoves: consultation.dateMoves ?? [],
  };
  return {
    ...recordView({ telling, books, base, now, asked }),
    title: 'Record',
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'record' as const },
    back: '',
    about: followedBy(
      trail.response === null ? `Consultation ${shortTitle(consultation.title)}` : responseTitle(consultation, trail.response),
      formatDay(now, network.timeZone),
    ),
    mailed: true,
    labels:
      'Entries whose number begins with C are of the consultation; those with P are of the positions, a number for each organisation; those with E are of the evidence that you may see, a number for each piece; the others are of the text and its sign-off.',
  };
}

/** The data of the record pages of a network and of its members. */
export interface Registered extends Pick<Telling, 'network' | 'members'>, Asking {
  readonly networkChain: Chain;
}

/** The page of every event of a network: its offices, its organisations and its details. */
export function networkTrailView({ networkChain, now, asked, ...cast }: Registered) {
  return {
    ...recordView({ telling: { ...cast, response: null }, books: [bookOf('n', '', networkChain)], base: '/network/record', now, asked }),
    title: 'Record of the network',
    place: 'network' as const,
    back: '/network',
    about: followedBy(cast.network.name, formatDay(now, cast.network.timeZone)),
    mailed: false,
    labels: 'The record of a member stands on the page of that member.',
  };
}

/** The page of every event of a member: membership and role, and the offices from the chain of the network. */
export function memberTrailView(given: Registered & { readonly member: Member; readonly memberChain: Chain; readonly reader: string }) {
  const { networkChain, member, memberChain, reader, now, asked, ...cast } = given;
  const own = new Set(cast.network.appointments.filter((one) => one.memberId === member.id).map(({ id }) => String(id)));
  const concerns = ({ data }: StoredEvent): boolean => own.has(String(data['appointmentId']));
  const books = [bookOf('m', '', memberChain), { ...bookOf('n', 'N', networkChain), shows: concerns }];
  const base = `/network/members/${member.id}/record`;
  return {
    ...recordView({ telling: { ...cast, response: null }, books, base, now, asked }),
    title: member.id === reader ? 'Your record' : `Record of ${member.name}`,
    place: 'network' as const,
    back: '/network',
    about: followedBy(cast.network.name, formatDay(now, cast.network.timeZone)),
    mailed: false,
    labels: 'Entries whose number begins with N are of the network, and name an office; the others are of the member.',
  };
}

function bookOf(id: string, label: string, chain: Chain): Book {
  return { id, label, chain, shows: () => true };
}

function sectionNames(consultation: Consultation): ReadonlyMap<string, string> {
  return new Map([
    ...fixedNamed(consultation).map(({ id, title }): [string, string] => [id, `“${title}”`]),
    ...[...everAsked(consultation)].map(([id, { number, kind, text }]): [string, string] => [
      id,
      kind === 'heading' ? `“${text}”` : `question ${number}`,
    ]),
  ]);
}
