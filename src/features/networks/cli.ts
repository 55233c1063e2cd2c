import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { OperatorError } from '../../command.ts';
import { cleanLine } from '../../domain/consultation/wording.ts';
import { readEmail } from '../../domain/typed/email.ts';
import { MemberId, NetworkId } from '../../domain/ids.ts';
import { System } from '../../domain/network/actor.ts';
import { addMember, EmailAddress, isCurrent } from '../../domain/network/member.ts';
import { createNetwork, type Network, usualOffices } from '../../domain/network/network.ts';
import { counted, listed } from '../../phrases/english.ts';
import { createAs } from '../../rights/acting.ts';
import type { Services } from '../../services.ts';
import { all } from '../../store/every.ts';

/** A command line that cannot be run; the message says what to type instead. */
export class CommandRefused extends OperatorError {
  override name = 'CommandRefused';
}

const usage = [
  'Type: npm run network -- create "Name of the network" --coordinator "Name of the person" --email name@council.gov.uk',
  'or:   npm run network -- add-coordinator "Name of the network" --coordinator "Name of the person" --email name@council.gov.uk',
  'or:   npm run network -- list',
].join('\n');

type Operated = Pick<Services, 'aggregates' | 'now' | 'newId' | 'config'>;

/** Runs `create`, `add-coordinator` or `list`, and answers what to print. Throws `CommandRefused` where it cannot. */
export async function runNetwork(services: Operated, argv: readonly string[]): Promise<string> {
  const given = read(argv);
  const networks = (await all(services.aggregates, 'network', { where: {} })).map((stored) => stored.state);
  if (given.command === 'list') return list(services, networks);
  const named = networks.find((one) => one.name.toLowerCase() === given.name.toLowerCase());
  if (given.command === 'create') return create(services, named, coordinatorIn(given));
  if (given.command === 'add-coordinator') return addCoordinator(services, named, coordinatorIn(given));
  throw new CommandRefused(usage);
}

interface Given {
  readonly name: string;
  readonly coordinator: string;
  readonly email: string;
}
type Founding = Omit<Given, 'email'> & { readonly email: EmailAddress };

function read(argv: readonly string[]): Given & { readonly command: string } {
  try {
    const options = { coordinator: { type: 'string', default: '' }, email: { type: 'string', default: '' } } as const;
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options });
    return {
      command: positionals[0] ?? '',
      name: cleanLine(positionals[1] ?? ''),
      coordinator: cleanLine(values.coordinator),
      email: values.email,
    };
  } catch {
    throw new CommandRefused(usage);
  }
}

function coordinatorIn({ name, coordinator, email }: Given): Founding {
  if (name === '' || coordinator === '') throw new CommandRefused(usage);
  if (name.length > 200 || coordinator.length > 200) throw new CommandRefused('A name may have 200 characters at most.');
  const address = readEmail(email);
  if (!address.ok) throw new CommandRefused(`--email "${email}" is not an email address. ${address.why}.\n${usage}`);
  return { name, coordinator, email: EmailAddress.parse(address.value) };
}

/** A line a network: its name, how many members it has, and who coordinates it. */
async function list(services: Operated, networks: readonly Network[]): Promise<string> {
  if (networks.length === 0) return 'There is no network yet.';
  const lines = await Promise.all(
    networks.map(async ({ id, name }) => {
      const members = (await all(services.aggregates, 'member', { where: { networkId: id } })).map(({ state }) => state);
      const current = members.filter((member) => isCurrent(member, services.now()));
      const coordinators = current.filter(({ role }) => role === 'coordinator').map((member) => member.name);
      return `${name}: ${counted(current.length, 'member', 'members')}, coordinated by ${coordinators.length === 0 ? 'nobody' : listed(coordinators)}`;
    }),
  );
  return lines.join('\n');
}

async function create(services: Operated, named: Network | undefined, given: Founding): Promise<string> {
  if (named !== undefined) throw new CommandRefused(`There is a network named ${given.name} already.`);
  await refuseDemo(services);
  await found(services, given);
  return `Made the network ${given.name}, with ${given.coordinator} as its coordinator.\n${invited(given)}`;
}

/** For a network whose coordinators are gone or cannot sign in. Somebody who is a member already is given the role by a coordinator. */
async function addCoordinator(services: Operated, network: Network | undefined, given: Founding): Promise<string> {
  if (network === undefined) throw new CommandRefused(`There is no network named ${given.name}. See: npm run network -- list`);
  const taken = await services.aggregates.find('member', { where: { networkId: network.id, email: given.email }, limit: 1 });
  if (taken.length > 0) throw new CommandRefused(`${given.email} belongs to a member of ${network.name} already: name another address.`);
  await addMemberTo(services, network.id, given);
  return `Added ${given.coordinator} to ${network.name} as a coordinator.\n${invited(given)}`;
}

function invited({ email }: Founding): string {
  return `Start the service: ${email} gets an invitation, and signs in with a code sent there.`;
}

async function refuseDemo(services: Pick<Services, 'aggregates' | 'config'>): Promise<void> {
  const invented = await services.aggregates.find('member', { where: { demo: true }, limit: 1 });
  if (invented.length === 0) return;
  throw new CommandRefused(
    `The folder ${services.config.dataDir} holds the demonstration, whose people anybody could be. Set DATA_DIR to an empty folder and type it again.`,
  );
}

async function found(services: Operated, given: Founding): Promise<void> {
  const id = NetworkId.parse(services.newId());
  const empty = { overseenBy: '', timeZone: 'Europe/London', about: '', contact: '', offices: [...usualOffices], organisations: [] };
  // The network first: a member without a network could not be told from a member of another.
  const founding = { act: 'network.found', networkId: id, kind: 'network', id } as const;
  await createAs(services, System.itself(), founding, () => createNetwork({ id, name: given.name, ...empty }));
  await addMemberTo(services, id, given);
}

async function addMemberTo(services: Operated, networkId: NetworkId, given: Founding): Promise<void> {
  const id = MemberId.parse(services.newId());
  const coordinator = addMember({
    id,
    networkId,
    name: given.coordinator,
    email: given.email,
    jobTitle: '',
    role: 'coordinator',
    organisationId: null,
    salt: randomBytes(32).toString('hex'),
    demo: false,
    from: services.now(),
    until: null,
  });
  await createAs(services, System.itself(), { act: 'network.found', networkId, kind: 'member', id }, () => coordinator);
}
