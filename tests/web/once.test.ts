import { test } from 'tap';
import type { Kind } from '../../src/store/kinds.ts';
import { all } from '../../src/store/every.ts';
import { openWorld } from '../support/worlds/service.ts';
import { letterFields } from '../support/worlds/representation.ts';
import { person } from '../support/worlds/signed-off.ts';

// A person presses a button twice, or goes back and presses it again: the act is done once (SF7).

type Fields = Readonly<Record<string, string>>;
interface Row {
  readonly page: string;
  readonly path?: string;
  readonly fields: Fields;
  /** The kind of record that grows, or the answer itself, which is no record. */
  readonly adds: Kind | 'answer';
}

const base = '/consultations/send-review';
const rows: Readonly<Record<string, Row>> = {
  'an organisation': {
    page: '/network/organisations/new',
    fields: { name: 'Havant Trust', kind: 'authority', deliveryBody: '' },
    adds: 'network',
  },
  'a person': {
    page: '/network/members/new',
    fields: { name: 'Pat Twice', email: 'pat.twice@havant.example.org', jobTitle: '', role: 'reader', organisation: '' },
    adds: 'member',
  },
  'an office': {
    page: '/network/appointments/new',
    fields: {
      office: 'vice-chair',
      member: 'daniel-rowntree',
      authority: 'Meeting of 3 November, item 2',
      'from-day': '1',
      'from-month': '11',
      'from-year': '2026',
    },
    adds: 'network',
  },
  'a consultation': {
    page: '/consultations/new',
    fields: {
      title: 'Twice asked',
      department: 'Department for Education',
      url: '',
      'closes-day': '1',
      'closes-month': '9',
      'closes-year': '2027',
      'closes-time': '5pm',
    },
    adds: 'consultation',
  },
  'a representation': { page: '/representations/new', fields: letterFields, adds: 'consultation' },
  'a question': {
    page: `${base}/questions/new`,
    fields: { number: '23', text: 'What else?', kind: 'open', options: '' },
    adds: 'consultation',
  },
  'a named version': { page: `${base}/history`, fields: { name: 'Before the meeting' }, adds: 'version' },
  'an answer': { page: `${base}/response/q2`, fields: { text: 'We agree.' }, adds: 'answer' },
};

test('[SF7] a form that is sent twice does its act once, and the second answer is no failure', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  const { aggregates } = world.services;
  for (const [what, { page, path = page, fields, adds }] of Object.entries(rows)) {
    const shown = await nadia.get(page);
    t.equal(shown.status, 200, what);
    const hidden = Object.fromEntries(
      [...shown.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
    );
    const count = async (): Promise<string> => {
      if (adds === 'answer') return /<textarea[^>]*id="text"[^>]*>([^<]*)</.exec((await nadia.get(page)).body)?.[1] ?? 'no answer';
      return JSON.stringify((await all(aggregates, adds, { where: {} })).map(({ id, seq }) => [id, seq]));
    };
    const before = await count();
    const first = await nadia.post(path, { ...hidden, ...fields });
    t.ok(
      first.status === 303 || first.status === 200,
      `${what}: ${first.status} ${first.status >= 400 ? first.body.replace(/<[^>]+>|\s+/g, ' ').slice(0, 600) : ''}`,
    );
    const once = await count();
    t.not(once, before, `${what} is there`);
    const second = await nadia.post(path, { ...hidden, ...fields });
    t.ok(second.status < 500, `${what}, again: ${second.status}`);
    t.equal(await count(), once, `${what} is there once; the second answer was ${second.status}`);
  }
});
