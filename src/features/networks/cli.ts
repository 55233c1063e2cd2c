import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { cleanLine } from '../../domain/consultation/wording.ts';
import { MemberId, NetworkId } from '../../domain/ids.ts';
import { System } from '../../domain/network/actor.ts';
import { addMember, EmailAddress } from '../../domain/network/member.ts';
import { createNetwork, usualOffices } from '../../domain/network/network.ts';
import { createAs } from '../../rights/acting.ts';
import type { Services } from '../../services.ts';
import { all } from '../../store/every.ts';

/** A command line that cannot be run; the message says what to type instead. */
export class CommandRefused extends Error {
  override name = 'CommandRefused';
}

const usage =
  'Type: npm run network -- create "Name of the network" --coordinator "Name of the person" --email name@council.gov.uk\nor:   npm run network -- list';

/** Runs `create` or `list` and answers what to print. Throws `CommandRefused` where it cannot. */
export async function runNetwork(
  services: Pick<Services, 'aggregates' | 'now' | 'newId' | 'config'>,
  argv: readonly string[],
): Promise<string> {
  const { command, name, coordinator, email } = read(argv);
  const networks = (await all(services.aggregates, 'network', { where: {} })).map((stored) => stored.state);
  if (command === 'list') return networks.length === 0 ? 'There is no network yet.' : networks.map((one) => one.name).join('\n');
  if (command !== 'create' || name === '' || coordinator === '') throw new CommandRefused(usage);
  if (name.length > 200 || coordinator.length > 200) throw new CommandRefused('A name may have 200 characters at most.');
  const address = EmailAddress.safeParse(email);
  if (!address.success) throw new CommandRefused(`--email "${email}" is not an email address.\n${usage}`);
  if (networks.some((one) => one.name.toLowerCase() === name.toLowerCase()))
    throw new CommandRefused(`There is a network named ${name} already.`);
  await refuseDemo(services);
  await found(services, { name, coordinator, email: address.data });
  return `Made the network ${name}, with ${coordinator} as its coordinator.\nStart the service: ${address.data} gets an invitation, and signs in with a code sent there.`;
}

function read(argv: readonly string[]) {
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

async function refuseDemo(services: Pick<Services, 'aggregates' | 'config'>): Promise<void> {
  const invented = await services.aggregates.find('member', { where: { demo: true }, limit: 1 });
  if (invented.length === 0) return;
  throw new CommandRefused(
    `The folder ${services.config.dataDir} holds the demonstration, whose people anybody could be. Set DATA_DIR to an empty folder and type it again.`,
  );
}

async function found(
  services: Pick<Services, 'aggregates' | 'now' | 'newId'>,
  given: { readonly name: string; readonly coordinator: string; readonly email: EmailAddress },
): Promise<void> {
  const id = NetworkId.parse(services.newId());
  const member = MemberId.parse(services.newId());
  const empty = { overseenBy: '', timeZone: 'Europe/London', about: '', contact: '', offices: [...usualOffices], organisations: [] };
  // The network first: a member without a network could not be told from a member of another.
  const [operator, founding] = [System.itself(), { act: 'network.found', networkId: id } as const];
  await createAs(services, operator, { ...founding, kind: 'network', id }, () => createNetwork({ id, name: given.name, ...empty }));
  const coordinator = addMember({
    id: member,
    networkId: id,
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
  await createAs(services, operator, { ...founding, kind: 'member', id: member }, () => coordinator);
}
