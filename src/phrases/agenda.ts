import type { AgendaEntry } from '../domain/agenda.ts';
import { type Consultation, isRepresentation, shortTitle } from '../domain/consultation/consultation.ts';
import type { Network } from '../domain/network/network.ts';
import { capital } from './english.ts';
import { closingLabel } from './kinds/closing.ts';
import { departmentName, responseNoun } from './names.ts';
import { officeName } from './people.ts';

/** A date as a calendar shows it: a short title, and a sentence below it. Neither holds a word of a draft (WO36). */
export interface EntryWords {
  readonly title: string;
  readonly detail: string;
}

interface About {
  readonly network: Network;
  readonly consultation: Consultation;
  /** The organisation that the person speaks for; empty for none. */
  readonly organisation: string;
}

/** Words a date of a person’s agenda. */
export function entryWords({ purpose }: Pick<AgendaEntry, 'purpose'>, about: About): EntryWords {
  const { network, consultation } = about;
  return {
    title: oneLine(`${whatOf(purpose, about)}: ${shortTitle(consultation.title)}`),
    detail: oneLine(`${network.name}: “${consultation.title}” (${departmentName(consultation.department)})`),
  };
}

const plain = {
  evidence: 'Evidence in',
  draft: 'Consolidated draft',
  lock: 'Lock the text',
} as const;

function whatOf(purpose: AgendaEntry['purpose'], { network, consultation, organisation }: About): string {
  switch (purpose.of) {
    case 'office':
      return officeTurn(officeName(network, purpose.office), purpose.asked);
    case 'position':
      return `Say where ${organisation} stands`;
    case 'submit':
      return `Send the ${responseNoun(consultation, null)}`;
    case 'close':
      return isRepresentation(consultation) ? closingLabel(consultation) : 'Consultation closes';
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
