import { type Test, test } from 'tap';
import { runNetwork } from '../../src/features/networks/cli.ts';
import { crawl } from '../support/crawl.ts';
import { type Visitor, visitor } from '../support/visitor.ts';
import { openWorld, type World } from '../support/worlds/service.ts';
import { decideAll, locks, person, submit, takeDocument } from '../support/worlds/signed-off.ts';

// Everybody walks through every page that their pages lead to: a sentence that asks for an act has its button, and every link
// and button leads somewhere.

/** The words with which a next step asks for an act. */
const acts =
  /^(?:Add|Appoint|Answer|Ask|Bring|Check|Choose|Close|Cut|Decide|Finish|Give|Go|Lock|Look|Make|Mend|Move|Open|Read|Record|Run|Say|See|Send|Shorten|Sign|Start|Take|Tell|Write)\b/u;

interface Seen {
  readonly pages: number;
  readonly steps: readonly string[];
}

async function walk(t: Test, browser: Visitor, who: string): Promise<Seen> {
  const steps: string[] = [];
  const pages = await crawl(browser, ({ path, status, body }) => {
    t.ok(status === 200 || (status === 404 && body.includes('class="cc-now"')), `${who}: ${path} leads somewhere (${status})`);
    if (body.startsWith('<!')) steps.push(...stepsOn(t, body, `${who}: ${path}`));
  });
  return { pages, steps };
}

/** The sentences of the page's next steps. A step that asks for an act has a link or a button in its box. */
function stepsOn(t: Test, body: string, where: string): readonly string[] {
  const boxes = [
    ...body.matchAll(/<(section|div) class="cc-now"[^>]*>([\s\S]*?)<\/\1>\s*(?=<(?:div|section|p|dl|ul|h2|form|table|\/main)|\{|$)/g),
  ];
  const setUp = /<section class="cc-setup"([\s\S]*?)<\/section>/.exec(body)?.[1] ?? '';
  if (setUp !== '') t.match(setUp, /is-next[\s\S]*<a class="cc-btn"/, `${where}: the next thing to set up has its button`);
  const listed = [...setUp.matchAll(/cc-setup__do/g)].map(() => 'a thing to set up');
  return [
    ...listed,
    ...boxes.map(([, , inside = '']) => {
      const sentence = /cc-now__what">([\s\S]*?)<\/p>/.exec(inside)?.[1]?.trim() ?? '';
      t.not(sentence, '', `${where}: a next step says what it is`);
      if (acts.test(sentence)) t.match(inside, /<a class="cc-btn|<button/, `${where}: “${sentence}” has its button`);
      return sentence;
    }),
  ];
}

/** The coordinator, a lead, the chair, a partner and the sponsor. */
const people = ['nadia-farrow', 'daniel-rowntree', 'joanna-prideaux', 'bridget-nolan', 'alison-thackeray'];

test('[WO14] in the demonstration every next step has its button and every link leads somewhere, for everybody, at every stage', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  const everybody = async (stage: string, who = people): Promise<void> => {
    await world.mails();
    for (const id of who) {
      const { pages, steps } = await walk(t, await person(world, id), `${id}, ${stage}`);
      t.ok(pages > 10, `${id}, ${stage}: ${pages} pages`);
      t.ok(steps.length > 0, `${id}, ${stage}: ${steps.join('; ')}`);
    }
  };
  await everybody('drafting');
  await locks(nadia);
  await everybody('locked', people.slice(0, 3));
  await decideAll(world);
  await everybody('signed off', people.slice(0, 3));
  await takeDocument(nadia, 'final');
  await everybody('with its document', people.slice(0, 2));
  await submit(nadia);
  await everybody('submitted', people.slice(0, 2));
});

test('[WO14] in a new network every next step has its button, from no organisation to a started response', async (t) => {
  const world = await openWorld(t, { startEmpty: true, smtpUrl: 'smtp://127.0.0.1:9' });
  await runNetwork(world.services, ['create', 'West Kinship', '--coordinator', 'Rana Odell', '--email', 'rana@west.example.org']);
  const rana = await coordinatorOf(world);
  const walked = async (stage: string): Promise<void> => {
    const { steps } = await walk(t, rana, stage);
    t.ok(steps.length > 0, `${stage}: ${steps.join('; ')}`);
  };
  const sent = async (page: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    await rana.get(page);
    const { status, location, body } = await rana.send(page, fields);
    if (status !== 303) throw new Error(`${page}: ${status} ${body}`);
    return location.replace(/\?.*/, '');
  };
  await walked('an empty network');
  const list =
    'Organisation, Name, Email, Role\nDevon Council, Ann Lee, ann@devon.example.org, Lead\nDorset Council, Bob Day, bob@dorset.example.org, Lead';
  await rana.get('/network/import');
  const preview = await rana.send('/network/import', { source: list });
  const seen = /name="seen" value="([^"]+)"/.exec(preview.body)?.[1] ?? '';
  await sent('/network/import', { source: list, seen, wanted: 'add' });
  await walked('organisations and people');
  const dates = { 'closes-day': '1', 'closes-month': '9', 'closes-year': '2099', 'closes-time': '5pm' };
  await rana.get('/consultations/new');
  const added = await rana.post('/consultations/new', { title: 'Homes', department: 'DfE', url: '', ...dates });
  const consultation = added.location.replace(/\?.*/, '');
  await walked('a consultation');
  await sent(`${consultation}/questions/import`, { source: '1. Why?\n2. What helps?', keep: 'all' });
  await walked('questions');
  await rana.get(consultation);
  t.equal((await rana.post(`${consultation}/response`)).status, 303);
  await walked('a started response');
});

async function coordinatorOf({ app, services }: World): Promise<Visitor> {
  const [member] = await services.aggregates.find('member', { where: { role: 'coordinator' }, limit: 1 });
  const session = { memberId: member?.id ?? '', createdAt: services.now() };
  await services.ephemeral.put('session', services.keys.hmac('session', 'walk'), session, '2099-01-01T00:00:00.000Z');
  return visitor(app, {}, { 'concord-session': 'walk' });
}
