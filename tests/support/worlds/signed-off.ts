import { openingPath } from '../../../src/features/demo/opened.ts';
import { type Visitor, visitor } from '../visitor.ts';
import type { World } from './service.ts';
import { formOf } from './sign-off.ts';

// The demonstration's first network, taken through its whole journey by the forms of the whole service.

/** The address of the consultation of the first network. */
export const base = '/consultations/send-review';

/** Somebody of the demonstration, signed in by its start page. */
export async function person({ app, services }: Pick<World, 'app' | 'services'>, member: string): Promise<Visitor> {
  const browser = visitor(app);
  await browser.get(openingPath(services));
  await browser.get('/start');
  await must(browser.post('/start', { member }), '/work');
  await browser.get('/you');
  return browser;
}

/** The coordinator asks for a document. Answers its id. */
export async function takeDocument(coordinator: Visitor, version: 'now' | 'final', at = base): Promise<string> {
  await coordinator.get(`${at}/documents`);
  const location = await must(coordinator.post(`${at}/documents`, { version, format: 'docx' }), `${at}/documents/`);
  return location.slice(`${at}/documents/`.length);
}

/** The coordinator records evidence of an organisation, with a file. Answers its id. */
export async function offerEvidence(coordinator: Visitor): Promise<string> {
  const { body } = await coordinator.get(`${base}/evidence/new`);
  const nonce = /name="nonce" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const file = new File(['council,families\nKent,212\n'], 'families.csv');
  const fields = { nonce, organisation: 'kent-county-council', text: 'Of 212 families, 41 waited.', label: 'shareable', file };
  const location = await must(coordinator.send(`${base}/evidence/new`, fields), `${base}/evidence/`);
  return location.slice(`${base}/evidence/`.length);
}

/** Locks the text. */
export async function locks(coordinator: Visitor, at = base): Promise<void> {
  const { body } = await coordinator.get(`${at}/checks`);
  const acknowledged = [...body.matchAll(/name="acknowledged" value="([^"]+)"/g)].map((match) => match[1] ?? '');
  await must(coordinator.post(`${at}/checks`, { acknowledged, reason: 'It will be answered in the next one.' }), `${at}/sign-off`);
}

/** Locks the text and takes it through its three offices. */
export async function signOff(world: World, coordinator: Visitor): Promise<void> {
  await locks(coordinator);
  await decideAll(world);
}

/** Takes a locked text through its three offices. */
export async function decideAll(world: World, at = base): Promise<void> {
  for (const member of ['joanna-prideaux', 'meera-vasani', 'alison-thackeray']) {
    await world.mails();
    await decide(world, member, at);
  }
}

/** The coordinator records that the response was sent, with its receipt. */
export async function submit(coordinator: Visitor, at = base, channel = 'portal'): Promise<void> {
  const form = await coordinator.get(`${at}/submission`);
  const shown = /<main[\s\S]*$/.exec(form.body)?.[0] ?? '';
  const values = [...shown.matchAll(/<input[^>]* name="(digest|sent-[a-z]+)"[^>]* value="([^"]*)"/g)];
  const hidden = Object.fromEntries(values.map((match) => [match[1] ?? '', match[2] ?? '']));
  const receipt = new File(['%PDF'], 'receipt.pdf', { type: 'application/pdf' });
  await must(
    coordinator.send(`${at}/submission`, { ...hidden, channel, by: 'nadia-farrow', reference: 'ANON-1', receipt }),
    `${at}/submission`,
  );
}

async function decide(world: World, member: string, at: string): Promise<void> {
  const approver = await person(world, member);
  const slot = /name="slot" value="([^"]+)"/.exec((await approver.get(`${at}/sign-off`)).body)?.[1] ?? '';
  await must(approver.post(`${at}/sign-off/desk`, { slot }), '/decision');
  const name = (await world.services.aggregates.get('member', member))?.state.name ?? '';
  const fields = formOf((await approver.get('/decision')).body);
  const next = await must(approver.post('/decision', { ...fields, decision: 'approve', comment: '', name }), '/decision/');
  if (next !== '/decision/code') return;
  await approver.get(next);
  const code = /\b(\d{6})\b/.exec((await world.mails()).map((mail) => mail.text).join('\n'))?.[1] ?? '';
  await must(approver.post(next, { code }), '/decision/receipt');
}

async function must(asked: ReturnType<Visitor['post']>, where: string): Promise<string> {
  const { status, location, body } = await asked;
  if (status !== 303 || !location.startsWith(where)) throw new Error(`${status} ${location}, not ${where}\n${body}`);
  return location;
}
