import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import { listed } from '../../phrases/english.ts';
import { initialsOf, officesHeld, organisationName } from '../../phrases/people.ts';
import { roleWords } from '../../phrases/roles.ts';

/** One person to be, on the start page. */
export interface Persona {
  readonly member: string;
  readonly name: string;
  readonly first: string;
  readonly initials: string;
  readonly colour: string;
  readonly what: string;
  readonly does: string;
  readonly plain: boolean;
}

/** What the four people shown first do; which four is the demonstration’s choice, by the ids it gives. */
const shown = [
  { id: 'nadia-farrow', does: 'Sees what is missing, locks the text, sends it for sign-off', colour: 'cc-p5' },
  { id: 'daniel-rowntree', does: 'Writes with the others', colour: 'cc-p3' },
  { id: 'joanna-prideaux', does: 'Reads a clean text, signs it or sends it back', colour: 'cc-p2' },
  { id: 'alison-thackeray', does: 'Decides from an email, on a phone', colour: 'cc-p1' },
] as const;

/** The start page: people to be, what to try, and where everything is kept. */
export function startView(
  people: readonly Member[],
  networks: readonly Network[],
  now: Instant,
  place: { readonly mailbox: boolean; readonly dataDir: string; readonly address: string },
) {
  const networkOf = new Map(networks.map((network) => [network.id, network]));
  // The network of the people shown first comes first.
  const home = people.find((one) => one.id === shown[0].id)?.networkId;
  const inOrder = networks.toSorted((a, b) => Number(b.id === home) - Number(a.id === home));
  const personas = shown.flatMap(({ id, does, colour }, n) => {
    const member = people.find((one) => one.id === id);
    return member === undefined ? [] : [personaOf(member, networkOf.get(member.networkId), now, { does, colour, plain: n > 0 })];
  });
  const groups = inOrder.map((network) => ({
    network: network.name,
    people: people
      .filter((member) => member.networkId === network.id && !shown.some(({ id }) => id === member.id))
      .map((member) => personaOf(member, network, now, { does: '', colour: '', plain: true }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en-GB')),
  }));
  return {
    title: 'Start',
    layout: 'plain',
    width: 'page',
    demo: true,
    networkName: inOrder[0]?.name ?? '',
    personas,
    groups,
    ...place,
  } as const;
}

function personaOf(member: Member, network: Network | undefined, now: Instant, look: Pick<Persona, 'does' | 'colour' | 'plain'>): Persona {
  return {
    ...look,
    member: member.id,
    name: member.name,
    first: member.name.split(' ')[0] ?? member.name,
    initials: initialsOf(member.name),
    what: network === undefined ? '' : whatOf(member, network, now),
  };
}

/** `Chair, East Sussex County Council`; `Coordinator, runs the network`. */
function whatOf(member: Member, network: Network, now: Instant): string {
  if (member.role === 'coordinator') return 'Coordinator, runs the network';
  const offices = officesHeld(member, network, now);
  const organisation = organisationName(network, member.organisationId);
  const office = listed(offices);
  if (office !== '')
    return [office.slice(0, 1).toUpperCase() + office.slice(1), member.role === 'reader' ? member.jobTitle.toLowerCase() : organisation]
      .filter((part) => part !== '')
      .join(', ');
  if (member.role === 'lead') return `Lead for ${organisation}`;
  return [roleWords[member.role], organisation].filter((part) => part !== '').join(', ');
}

/** What somebody is, in a word or two, for a list of mail: `chair`, `lead`. */
export function inAWord(member: Member, network: Network, now: Instant): string {
  const offices = officesHeld(member, network, now);
  return offices.length > 0 ? listed(offices) : member.role;
}
