import { type Evidence, labelOf } from '../../domain/evidence/evidence.ts';
import { EvidenceLabel, isNarrower, isQuotable } from '../../domain/evidence/label.ts';
import { shortNameIn } from '../../domain/evidence/short-names.ts';
import { may } from '../../domain/network/access.ts';
import { formatDate } from '../../domain/time/calendar.ts';
import {
  evidenceKinds,
  evidenceName,
  fileSize,
  fileTypeWords,
  labelMeanings,
  labelTones,
  labelWords,
  mayNameWords,
} from '../../phrases/evidence.ts';
import { capital } from '../../phrases/english.ts';
import { nameOf, organisationName } from '../../phrases/people.ts';
import { namesOf } from '../../reading/evidence.ts';
import { readTable } from '../../tables/table.ts';
import { type Matter, commonOf, historyOf, sectionItems, sectionName } from './views.ts';

/** The facts beside the evidence: the viewer's tie to it, the sections that quote it, and whether the text is open. */
export interface Around {
  readonly owns: Owning;
  readonly usedIn: readonly string[];
  readonly isOpen: boolean;
}

/** The page of one piece of evidence, with the changes that its viewer may make (EV6). */
export function itemView(matter: Matter, evidence: Evidence, { owns, usedIn, isOpen }: Around) {
  const { consultation, network, members, duties } = matter;
  const zone = network.timeZone;
  const label = labelOf(evidence);
  const common = commonOf(matter, evidenceName(evidence));
  const isStanding = evidence.withdrawn === null;
  const mayWrite = isOpen && may('response.write', duties);
  const mayChange = isStanding && may('evidence.relabel', duties, { theirs: owns === 'organisation' });
  return {
    ...common,
    here: `${common.base}/${evidence.id}`,
    kind: evidenceKinds[evidence.kind],
    organisation: organisationName(network, evidence.organisationId),
    offered: `${capital(nameOf({ members }, evidence.offeredBy))}, ${formatDate(evidence.at, zone)}`,
    label: labelWords[label],
    look: labelTones[label],
    meaning: labelMeanings[label],
    withdrawn:
      evidence.withdrawn === null
        ? ''
        : `${capital(nameOf({ members }, evidence.withdrawn.by))}, ${formatDate(evidence.withdrawn.at, zone)}`,
    ...shownText(evidence),
    facts: factsOf(evidence),
    section: sectionName(consultation, evidence.section),
    file: fileOf(evidence, `${common.base}/${evidence.id}/file`),
    history: historyOf(matter, evidence),
    mayName: mayChange && label === 'anonymised' ? nameIn(matter, evidence) : '',
    isQuotable: isStanding && isQuotable(label),
    usedIn: usedIn.map((section) => ({
      section,
      href: `/consultations/${consultation.id}/response#s-${section}`,
      text: sectionName(consultation, section) ?? 'A question that was taken out',
    })),
    mayQuote: isStanding && isQuotable(label) && mayWrite,
    mayUnquote: mayWrite,
    sections: sectionItems(consultation, evidence.section).filter(({ value }) => !usedIn.includes(value)),
    mayChange,
    labels: mayChange ? labelsFor(label, owns) : [],
  };
}

/** Whether a viewer is of the evidence’s organisation, recorded it for the organisation, or is neither. */
export type Owning = 'organisation' | 'recorder' | 'other';

function labelsFor(label: EvidenceLabel, owns: Owning) {
  const open = EvidenceLabel.options.filter((one) => one !== label && (owns !== 'other' || isNarrower(one, label)));
  return open.map((value) => ({ value, text: labelWords[value], hint: { text: labelMeanings[value] } }));
}

/** Says that anonymised evidence may tell its organisation by a short name; empty where it holds none (EV18). */
function nameIn({ network }: Matter, evidence: Evidence): string {
  const name = shortNameIn(evidence.text, namesOf(network, evidence));
  return name === null ? '' : mayNameWords(name);
}

function factsOf({ source, date, area, permission }: Evidence) {
  const all = [
    { label: 'Source', value: source },
    { label: 'Date', value: date },
    { label: 'Area', value: area },
    { label: 'Permission', value: permission },
  ];
  return all.filter(({ value }) => value !== '');
}

function fileOf({ file }: Evidence, href: string) {
  return file === null ? null : { name: file.name, href, about: `${fileTypeWords[file.type]}, ${fileSize(file.size)}` };
}

/**
 * The text below its name: words, then a table where every further line has cells. Cells are words: nothing in them is worked out
 * (EV8). The first line is left out where it stands above the text as its name.
 */
function shownText(evidence: Evidence) {
  const lines = evidence.text.split('\n');
  const wordy = lines.findLastIndex((line) => line.trim() !== '' && !line.includes('\t')) + 1;
  const table = wordy < lines.length ? readTable(lines.slice(wordy).join('\n'), 1_000) : null;
  const [head, ...rows] = table?.ok === true ? table.rows : [];
  const isTable = head !== undefined && rows.length > 0;
  const words = isTable ? lines.slice(0, wordy) : lines;
  const text = words[0] === evidenceName(evidence) ? words.slice(1) : words;
  return { head: isTable ? head.cells : [], rows: isTable ? rows.map(({ cells }) => cells) : [], text: text.join('\n').trim() };
}
