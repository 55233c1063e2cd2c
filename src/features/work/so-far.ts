import { shortTitle } from '../../domain/consultation/consultation.ts';
import { isGoing } from '../../domain/response/going.ts';
import { formatDate } from '../../domain/time/calendar.ts';
import { counted } from '../../phrases/english.ts';
import { labelWords } from '../../phrases/evidence.ts';
import { nameOf, organisationName } from '../../phrases/people.ts';
import { awaitingWords, positionWords } from '../../phrases/positions/words.ts';
import type { Concern } from '../../reading/work/concerns.ts';
import type { Work } from './work.ts';

/** The positions and evidence of the reader’s organisation so far; null for a reader without one, and without an open response. */
export function soFarView(work: Work) {
  const { member, network, concerns } = work;
  const name = organisationName(network, member.organisationId);
  const open = concerns.filter(({ response }) => response !== null && isGoing(response));
  if (name === '' || open.length === 0) return null;
  const rows = open.flatMap((concern) =>
    factsOf(concern, work).map((fact) => ({ ...fact, label: open.length === 1 ? fact.label : `${fact.label}, ${titleOf(concern)}` })),
  );
  return rows.length === 0 ? null : { heading: `${name} so far`, rows };
}

function titleOf({ consultation }: Concern): string {
  return shortTitle(consultation.title);
}

function factsOf({ consultation, standings, evidence }: Concern, { network, members, member }: Work) {
  const base = `/consultations/${consultation.id}`;
  const own = standings.find(({ organisation }) => organisation.id === member.organisationId);
  if (own === undefined) return [];
  const { statement, awaiting } = own;
  const given = statement === null ? 'No reply yet' : `${positionWords[statement.position]}, ${formatDate(statement.at, network.timeZone)}`;
  const position = awaiting === null ? given : `${statement === null ? '' : `${given}. `}${awaitingWords(awaiting, { network })}`;
  const offered = evidence === null ? 0 : evidence.offered;
  const relabelled = (evidence?.relabelled ?? []).map(({ id, label, by }) => ({
    label: 'Label changed',
    value: `${labelWords[label]}, by ${nameOf({ members }, by)}`,
    href: `${base}/evidence/${id}`,
  }));
  return [
    { label: 'Position', value: position, href: `${base}/positions/${own.organisation.id}` },
    {
      label: 'Evidence',
      value: offered === 0 ? 'None offered' : `${counted(offered, 'piece', 'pieces')} offered, ${evidence?.quoted ?? 0} quoted`,
      href: `${base}/evidence`,
    },
    ...relabelled.slice(0, 2),
  ];
}
