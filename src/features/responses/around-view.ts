import type { Consultation } from '../../domain/consultation/consultation.ts';
import { type NamedQuestion, questionShort } from '../../domain/consultation/question-name.ts';
import { type Evidence, labelOf } from '../../domain/evidence/evidence.ts';
import { SectionId } from '../../domain/ids.ts';
import { may } from '../../domain/network/access.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { Position } from '../../domain/positions/position.ts';
import { mayReadWords, onSection } from '../../domain/positions/statement.ts';
import { speaksFor } from '../../domain/positions/stating.ts';
import { totalsOf } from '../../domain/positions/totals.ts';
import { type Apart, type Replies, repliesOn } from '../../domain/progress/replies.ts';
import type { Response } from '../../domain/response/response.ts';
import { takingPositions } from '../../domain/response/taking-positions.ts';
import { counted } from '../../phrases/english.ts';
import { evidenceName, labelWords } from '../../phrases/evidence.ts';
import { type Cast, nameOf, organisationName } from '../../phrases/people.ts';
import { briefDay } from '../../phrases/progress/board.ts';
import { leadWords } from '../../phrases/progress/leads.ts';
import { sharesOf } from '../../phrases/positions/bar.ts';
import { positionTag, positionVerbs, positionWords, totalsWords } from '../../phrases/positions/words.ts';
import type { SaidRead } from '../../reading/said.ts';
import type { Standing } from '../../text/standing.ts';
import type { Viewer } from '../../web/viewer.ts';

/** A response and all that the organisations said on it, for one viewer. */
export interface Around {
  readonly viewer: Viewer;
  readonly consultation: Consultation;
  readonly response: Response;
  readonly members: Cast['members'];
  readonly said: SaidRead;
  readonly now: Instant;
}

/** A section as the panel beside it names it. */
interface Beside {
  readonly id: string;
  /** `Question 5`, or the title of a fixed section. */
  readonly name: string;
  readonly standing: Standing;
}

/** `Question 5`; of a heading its words; or the title of a section that answers no question. */
export function nameOfSection({ question, title }: { readonly question: NamedQuestion | null; readonly title: string }): string {
  return question === null ? title : questionShort(question);
}

/** `6 of 19 spoken`, on the whole response. */
export function spokenWords({ standings }: Pick<SaidRead, 'standings'>): string {
  const { spoken, of } = totalsOf(standings);
  return `${spoken} of ${of} spoken`;
}

/** The panel beside one section. */
export type AroundShown = ReturnType<ReturnType<typeof aroundView>>;

/** The most pieces of evidence that a panel names, and the most organisations of one position. */
const mostNamed = 3;
const mostApart = 6;

/** The panel beside each section: where the organisations stand on it, and its evidence (PG10). */
export function aroundView(around: Around) {
  const { consultation, said } = around;
  const base = `/consultations/${consultation.id}`;
  const mayOffer = may('evidence.offer', around.viewer.duties);
  const bySection = Map.groupBy(said.evidence, ({ section }) => String(section));
  return ({ id, name, standing }: Beside) => {
    const section = SectionId.parse(id);
    const replies = repliesOn(said.standings, { id: section, state: standing }, said.changedFor);
    const evidence = bySection.get(id) ?? [];
    const { spoken, of } = replies.totals;
    const awaitsNone = standing === 'not-asked' && spoken === 0;
    return {
      id: `p-${id}`,
      back: `#s-${id}`,
      name,
      isContested: replies.isContested,
      lead: leadWords(around.response, id, { network: around.viewer.network, members: around.members }, around.now),
      /** For the list of sections; empty while no organisation has spoken on this one. */
      inList: spoken > 0 ? `${spoken} of ${of} spoken${replies.isContested ? ', contested' : ''}` : '',
      spoken: awaitsNone ? 'Not asked' : `${spoken} of ${of} spoken`,
      pieces: evidence.length === 0 ? 'No evidence' : counted(evidence.length, 'piece of evidence', 'pieces of evidence'),
      positions: {
        words: awaitsNone ? 'This question is not asked, and no reply is awaited.' : `${totalsWords(replies.totals)}.`,
        shares: spoken === 0 ? [] : sharesOf(replies.totals),
        earlier: replies.earlier === 0 ? '' : earlierWords(replies.earlier),
        groups: groupsOf(replies, around),
        own: ownOf(section, name, around),
        all: `${base}/positions`,
      },
      evidence: evidence.slice(0, mostNamed).map((piece) => pieceOf(piece, around)),
      allEvidence: evidence.length > mostNamed ? `All ${evidence.length} pieces` : '',
      evidencePlace: `${base}/evidence`,
      offer: mayOffer ? `${base}/evidence/new?section=${id}` : '',
    };
  };
}

function earlierWords(count: number): string {
  return `${counted(count, 'reply is', 'replies are')} on an earlier text.`;
}

const order = ['does-not-endorse', 'endorses-with-reservation', 'cannot-take-a-position'] as const satisfies readonly Position[];

/** The organisations that say more than that they endorse: the strongest view first, and those that name the section. */
function groupsOf({ apart }: Replies, around: Around) {
  return order
    .map((position) => ({ ...positionTag(position), those: apart.filter((one) => one.position === position) }))
    .filter(({ those }) => those.length > 0)
    .map(({ tag, look, those }) => {
      const named = [...those.filter(({ by }) => by === 'exception'), ...those.filter(({ by }) => by === 'whole')].slice(0, mostApart);
      const more = those.length - named.length;
      return {
        tag,
        look,
        count: those.length,
        those: named.map((one) => apartOf(one, around)),
        more: more === 0 ? '' : `and ${more} more`,
      };
    });
}

function apartOf({ organisation, statement, by, reason, isEarlier }: Apart, around: Around) {
  const { viewer, consultation, members } = around;
  const { duties, member, network } = viewer;
  const { source, at } = statement;
  const isRead = mayReadWords(statement, organisation.id, { organisationId: member.organisationId, duties });
  const who = nameOf({ members }, source.how === 'email' ? source.from : source.by);
  const where = by === 'whole' ? 'As on the whole' : `${positionWords[statement.position]} on the whole`;
  return {
    name: organisation.name,
    href: `/consultations/${consultation.id}/positions/${organisation.id}`,
    reason: isRead ? reason : '',
    about: `${where}. ${who}, ${briefDay(at, network.timeZone)}`,
    isEarlier,
  };
}

/** Where the viewer’s own organisation stands, and the way to say it; null for a viewer who cannot say it now (PO6, PO8). */
function ownOf(section: SectionId, name: string, { viewer, consultation, response, said, now }: Around) {
  if (takingPositions(response, consultation, now).whyNot !== null) return null;
  const own = said.standings.find(({ organisation }) => speaksFor(viewer.member, organisation, now));
  if (own === undefined) return null;
  const { organisation, statement } = own;
  const on = statement === null ? null : onSection(statement, section);
  return {
    words: on === null ? '' : `${organisation.name} ${positionVerbs[on.position].one} ${on.isException ? 'here' : 'on the whole'}.`,
    href: `/consultations/${consultation.id}/positions/mine?on=${section}#${section}`,
    link: on === null ? `Say where ${organisation.name} stands` : on.isException ? 'Change it' : 'Say something else here',
    about: `, on ${name.startsWith('Question') ? `q${name.slice(1)}` : name}`,
  };
}

function pieceOf(piece: Evidence, { viewer, consultation }: Around) {
  return {
    href: `/consultations/${consultation.id}/evidence/${piece.id}`,
    name: evidenceName(piece),
    about: `${organisationName(viewer.network, piece.organisationId)}. ${labelWords[labelOf(piece)]}`,
  };
}
