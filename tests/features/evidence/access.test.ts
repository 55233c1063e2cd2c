import { type Test, test } from 'tap';
import { EvidenceLabel } from '../../../src/domain/evidence/label.ts';
import { EvidenceId, MemberId, NetworkId, OrganisationId, SectionId } from '../../../src/domain/ids.ts';
import { Person } from '../../../src/domain/network/actor.ts';
import type { Role } from '../../../src/domain/network/member.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { seedDemo } from '../../../src/features/demo/seed.ts';
import { offer, relabel, withdraw } from '../../../src/features/evidence/commands.ts';
import { quote } from '../../../src/features/evidence/quoting.ts';
import { MassDeletions } from '../../../src/features/history/mass-deletions.ts';
import { evidenceNamed } from '../../../src/reading/evidence.ts';
import { consultationOf } from '../../../src/reading/response.ts';
import { openMongoStore } from '../../../src/store/mongo/open.ts';
import { freshDatabase, mongoFor, withoutMongo } from '../../support/mongo.ts';
import { type BareServices, bareServices } from '../../support/worlds/bare-services.ts';
import { kentOffers, responseTo } from '../../support/worlds/boxed.ts';
import { base } from '../../support/worlds/sign-off.ts';
import { member } from '../../support/worlds/toy.ts';

// Who may do what with evidence of Kent, by role, command and label, on both stores.

const networkId = NetworkId.parse('south-east-kinship');
const [kent, surrey, charity] = ['kent-county-council', 'surrey-county-council', 'kin-and-home'];

interface Row {
  readonly role: Role;
  readonly of: string | undefined;
  /** The answer for each label, in the order of EV2: y is done, - not allowed, 0 not found, x refused for the label. */
  readonly sees: string;
  readonly relabels: string;
  readonly withdraws: string;
  readonly quotes: string;
}

const officer = { sees: 'yyy0', relabels: '---0', withdraws: '---0', quotes: 'yyx0' };
const owner = { sees: 'yyyy', relabels: 'yyyy', withdraws: 'yyyy', quotes: 'yyxx' };

const rows: readonly Row[] = [
  { role: 'coordinator', of: undefined, sees: 'yyyy', relabels: 'yyy-', withdraws: 'yyyy', quotes: 'yyxx' },
  { role: 'lead', of: kent, ...owner },
  { role: 'deputy', of: kent, ...owner },
  { role: 'member', of: kent, ...owner },
  { role: 'reader', of: kent, sees: 'yyyy', relabels: '----', withdraws: '----', quotes: '----' },
  { role: 'lead', of: surrey, ...officer },
  { role: 'deputy', of: surrey, ...officer },
  { role: 'member', of: surrey, ...officer },
  { role: 'reader', of: surrey, sees: 'yy00', relabels: '--00', withdraws: '--00', quotes: '----' },
  { role: 'partner', of: charity, sees: 'yy00', relabels: '--00', withdraws: '--00', quotes: 'yy00' },
  { role: 'member', of: charity, sees: 'yy00', relabels: '--00', withdraws: '--00', quotes: 'yy00' },
];

type Tried = { readonly ok: boolean; readonly code?: string } | null;

function letterOf(answer: Tried): string {
  if (answer === null) return '0';
  if (answer.ok) return 'y';
  return { 'not-allowed': '-', 'not-found': '0', invalid: 'x' }[answer.code ?? ''] ?? String(answer.code);
}

/** Lets each role try each command on evidence of each label. */
async function holds(t: Test, services: BareServices): Promise<void> {
  await seedDemo(services);
  const response = await responseTo(services, base);
  const around = { response, consultation: await consultationOf(services, response), losses: new MassDeletions(services) };
  const network = await services.aggregates.get('network', networkId);
  if (network === null) throw new Error('there is no network');
  for (const [n, { role, of, ...expected }] of rows.entries()) {
    const organisationId = of === undefined ? null : OrganisationId.parse(of);
    const state = member(`tries-${n}`, role, { networkId, organisationId });
    const events = [{ type: 'MemberAdded', data: { role, organisationId } }] as const;
    await services.aggregates.commit({ kind: 'member', id: state.id, revision: 0, state, events, actor: 'system' });
    const by = new Person({ id: state.id, networkId });
    const acts: Readonly<Record<keyof typeof expected, (id: EvidenceId, label: EvidenceLabel) => Promise<Tried>>> = {
      sees: async (id) => {
        const seen = await evidenceNamed(services, { responseId: response.id, id }, { member: state, network: network.state });
        return seen === null ? null : { ok: true };
      },
      relabels: (id, label) =>
        relabel(services, by, { id, responseId: response.id }, label === 'meeting-only' ? 'shareable' : 'meeting-only'),
      withdraws: (id) => withdraw(services, by, { id, responseId: response.id }),
      quotes: (id) => quote(services, by, { ...around, section: SectionId.parse('q5'), evidence: id }),
    };
    for (const [act, answers] of Object.entries(expected) as [keyof typeof expected, string][]) {
      let said = '';
      for (const label of EvidenceLabel.options) {
        const text = `Of 212 families, 41 waited: ${n} ${act} ${label}.`;
        said += letterOf(await acts[act](await kentOffers(services, base, { text, label }), label));
      }
      t.equal(said, answers, `${role} of ${of ?? 'no organisation'} ${act}`);
    }
  }
}

test('[EV2] [EV3] [EV4] [EV6] role x command x label, with the embedded store', async (t) => holds(t, await bareServices(t)));

test('[EV2] [EV3] [EV4] [EV6] role x command x label, on MongoDB', { skip: withoutMongo }, async (t) => {
  const now = (): Instant => Instant.parse('2026-07-14T09:00:00.000Z');
  const store = await openMongoStore({ url: freshDatabase(await mongoFor(t)), standalone: 'allowed', now });
  await holds(t, await bareServices(t, { store }));
});

test('[EV1] an organisation gives a hundred pieces of evidence to a response at most, and others go on', async (t) => {
  const services = await bareServices(t);
  await seedDemo(services);
  const response = await responseTo(services, base);
  const there = await services.aggregates.find('evidence', { where: { responseId: response.id } });
  const kents = there.filter(({ state }) => state.organisationId === kent).length;
  for (let n = kents; n < 100; n += 1) await kentOffers(services, base, { text: `Piece ${n}`, label: 'shareable' });
  const offers = (who: string, id: string) => {
    const by = new Person({ id: MemberId.parse(who), networkId });
    const rest = { kind: 'case-study', source: '', date: '', area: '', permission: '', section: null, file: null } as const;
    return offer(services, by, response, { ...rest, id: EvidenceId.parse(id), text: 'One more', label: 'shareable', organisationId: null });
  };
  t.match(await offers('daniel-rowntree', 'one-more'), { ok: false, code: 'too-many', detail: /100 pieces of evidence/ });
  t.match(await offers('owen-larbi', 'of-surrey'), { state: { text: 'One more' } });
});
