import type { AgendaEntry } from '../domain/agenda.ts';
import { type Consultation, shortTitle } from '../domain/consultation/consultation.ts';
import type { Network } from '../domain/network/network.ts';
import { capital } from './english.ts';
import { departmentName } from './names.ts';
import { officeName } from './people.ts';

/** A date as a calendar shows it: a short title, and a sentence below it. Neither holds a word of a draft (WO36). */
export interface EntryWords {
  readonly title: string;
  readonly detail: string;
}

/** Words a date of a person’s agenda. `organisation` is the organisation that the person speaks for; empty for none. */
export function entryWords(
  { purpose }: Pick<AgendaEntry, 'purpose'>,
  {
    network,
    consultation,
    organisation,
  }: { readonly network: Network; readonly consultation: Consultation; readonly organisation: string },
): EntryWords {
  return {
    title: oneLine(`${whatOf(purpose, network, organisation)}: ${shortTitle(consultation.title)}`),
    detail: oneLine(`${network.name}: “${consultation.title}” (${departmentName(consultation.department)})`),
  };
}

const plain = {
  evidence: 'Evidence in',
  draft: 'Consolidated draft',
  lock: 'Lock the text',
  submit: 'Send the response',
  close: 'Consultation closes',
} as const;

function whatOf(purpose: AgendaEntry['purpose'], network: Network, organisation: string): string {
  switch (purpose.of) {
    case 'office':
      return officeTurn(officeName(network, purpose.office), purpose.asked);
    case 'position':
      return `Say where ${organisation} stands`;
    default:
      return plain[purpose.of];
  }
}

function officeTurn(office: string, asked: boolean): string {
  return asked ? `Decide as ${office}` : `${capital(office)} decides`;
}

/** A line without breaks and controls, which a calendar file cannot hold. */
function oneLine(words: string): string {
  return words.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
