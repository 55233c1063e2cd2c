import { test } from 'tap';
import * as Y from 'yjs';
import type { Consultation } from '../../../src/domain/consultation/consultation.ts';
import { knownSections } from '../../../src/domain/consultation/known-sections.ts';
import { addQuestion, removeQuestion } from '../../../src/domain/consultation/register.ts';
import { SectionId } from '../../../src/domain/ids.ts';
import { openDraft } from '../../../src/text/read.ts';
import { reseed, reseedWith } from '../../../src/text/reseed.ts';
import { setTick, writeReason } from '../../../src/text/reasons/reasons.ts';
import { writeChosen } from '../../../src/text/write.ts';
import { addLine, textOf } from '../../support/live/lines.ts';
import { type Draft, draftIds, openDraftWorld } from '../../support/worlds/draft.ts';

// Only the sections and choices of a response can be written, through every door.

const page = `/consultations/${draftIds.consultation}/response`;

const outside: Readonly<Record<string, (document: Y.Doc) => void>> = {
  'the text of an invented section': (document) => {
    addLine(document, 'Invented.', 'invented');
  },
  'an attribute of an invented section': (document) => {
    document.get('text:invented', Y.XmlText).setAttribute('type', 'heading');
  },
  'a reason for an invented question': (document) => {
    writeReason(document, 'invented', 'Invented.');
  },
  'a reason for the covering letter': (document) => {
    writeReason(document, 'covering-letter', 'There is none.');
  },
  'a tick at an invented question': (document) => {
    setTick(document, 'invented', 'ticked');
  },
  'a choice at an invented question': (document) => {
    writeChosen(document, 'invented', ['o1']);
  },
  'an option that the question does not offer': (document) => {
    writeChosen(document, 'q6', ['invented']);
  },
  'an option of another question': (document) => {
    writeChosen(document, 'q1', ['o1']);
  },
  'an invented section that is emptied again': (document) => {
    document.get('text:invented', Y.XmlText).insert(0, 'x');
    document.get('text:invented', Y.XmlText).delete(0, 1);
  },
};

test('[TX21] only sections and choices of the response are taken; all else closes for good, with a sentence', async (t) => {
  const draft = await openDraftWorld(t);
  const honest = await draft.live('daniel-rowntree');
  for (const [name, tamper] of Object.entries(outside)) {
    const mallory = await draft.live('joel-finch');
    mallory.document.transact(() => {
      tamper(mallory.document);
    });
    t.equal(await mallory.ending(), 'not-text', name);
    t.match(mallory.closed?.reason, /^This (answer|option) is not part of the (response|question)\. Reload the page\.$/, name);
  }
  honest.document.transact(() => {
    addLine(honest.document, 'Still here.', 'q22');
    writeChosen(honest.document, 'q6', ['o2']);
    writeReason(honest.document, 'q1', 'No evidence.');
    addLine(honest.document, 'Dear Minister', 'covering-letter');
  });
  await honest.settled();
  t.match(await draft.words('q22'), /Still here\.$/);
  const log = await draft.services.drafts.load(await draft.key());
  t.notMatch([...openDraft(log ?? fail()).share.keys()].join(' '), /invented/);
});

test('[TX21] a question that is taken out while people write still takes their words, and brings them back', async (t) => {
  const draft = await openDraftWorld(t);
  const [daniel, joel, nadia] = await Promise.all([
    draft.live('daniel-rowntree'),
    draft.browser('joel-finch'),
    draft.browser('nadia-farrow'),
  ]);
  const form = await joel.get(`${page}/q20`);
  const gone = SectionId.parse('q20');
  await draft.asks((asked) => removeQuestion(asked, gone, draft.services.now()));
  addLine(daniel.document, 'Typed after it was gone.', 'q20');
  await daniel.settled();
  t.equal(daniel.closed, null);
  t.match(await draft.words('q20'), /Typed after it was gone\.$/);
  const stale = await joel.post(`${page}/q20`, { mark: markIn(form.body), text: 'By form.', reason: '' });
  t.equal(stale.status, 409, 'Daniel wrote meanwhile');
  const saved = await joel.post(`${page}/q20`, { mark: markIn(stale.body), text: 'By form.', reason: '' });
  t.same([saved.status, saved.location], [303, `${page}/q20`]);
  t.match((await joel.get(saved.location)).body, /This question was taken out[^]*What is written here is kept[^]*By form\./);
  t.match((await nadia.get(page)).body, /Answers whose question has gone[^]*By form\./, '[QS13] it is read below the questions');
  const again = await draft.live('daniel-rowntree');
  addLine(again.document, 'And by a page that came back.', 'q20');
  await again.settled();
  const log = (await draft.services.drafts.load(await draft.key())) ?? fail();
  const known = knownSections(await asked(draft));
  t.match(textOf(openDraft({ base: reseed(log, known), entries: [] }), 'q20'), /By form\.\nAnd by a page/, 'reseed carries it on');
});

test('[TX21] the answer to a question that was just added is taken from the first word on', async (t) => {
  const draft = await openDraftWorld(t);
  const before = await draft.live('daniel-rowntree');
  const id = SectionId.parse('added');
  const question = { number: '99', text: 'Anything else?', kind: 'open', options: [], part: '', guidance: '', followUp: '' } as const;
  const limits = { freeText: true, wordLimit: null, characterLimit: null };
  await draft.asks((now) => addQuestion(now, { ...question, ...limits }, id, draft.services.now()));
  const crowd = await Promise.all(['joel-finch', 'nadia-farrow', 'daniel-rowntree'].map((member) => draft.live(member)));
  for (const [n, client] of crowd.entries()) addLine(client.document, `Line ${n}.`, id);
  await Promise.all(crowd.map((client) => client.settled()));
  await before.until('to see them', () => textOf(before.document, id).length > 20);
  addLine(before.document, 'From a page that was open before.', id);
  await before.settled();
  t.match(await draft.words(id), /Line 0\.[^]*From a page that was open before\./);
});

test('[TX21] late edits outside the sections are refused too', async (t) => {
  const draft = await openDraftWorld(t);
  const key = await draft.key();
  await draft.services.drafts.seal(key);
  const [mallory, daniel] = [await draft.live('joel-finch'), await draft.live('daniel-rowntree')];
  addLine(mallory.document, 'Invented.', 'invented');
  t.equal(await mallory.ending(), 'not-text');
  addLine(daniel.document, 'Late.', 'q22');
  await daniel.settled();
  t.same(
    (await draft.services.drafts.late(draftIds.response)).map(({ member }) => member),
    ['daniel-rowntree'],
  );
});

test('[TX21] a draft that holds such text from before opens, takes words, and goes on without it', async (t) => {
  const draft = await openDraftWorld(t);
  const key = await draft.key();
  const hostile = new Y.Doc();
  for (const tamper of Object.values(outside)) tamper(hostile);
  hostile.get('text:invented', Y.XmlText).insert(0, 'x'.repeat(290_000));
  const update = Y.encodeStateAsUpdate(hostile);
  const authors = { [hostile.clientID]: { member: 'joel-finch', how: 'declared' } } as const;
  await draft.services.drafts.append(key, { node: 'before', seq: 1, update, authors });
  const daniel = await draft.live('daniel-rowntree');
  addLine(daniel.document, 'An honest line.', 'q22');
  writeChosen(daniel.document, 'q6', ['o2']);
  await daniel.settled();
  const browser = await draft.browser('daniel-rowntree');
  const form = await browser.get(`${page}/q21`);
  t.equal((await browser.post(`${page}/q21`, { mark: markIn(form.body), text: 'By form.', reason: '' })).status, 303);
  const log = (await draft.services.drafts.load(key)) ?? fail();
  const known = knownSections(await asked(draft));
  const invented = [{ member: 'joel-finch', update: Y.encodeStateAsUpdate(inventedLate()) }];
  for (const seed of [reseed(log, known), reseedWith(log, known, invented)]) {
    const next = openDraft({ base: seed, entries: [] });
    t.equal(next.get('text:invented', Y.XmlText).length, 0);
    t.equal(next.getText('reason:invented').length, 0);
    t.same([next.getMap('chosen').has('invented'), next.getMap('notAnswering').has('invented')], [false, false]);
    t.match(textOf(next, 'q22'), /An honest line\.$/);
    t.equal(textOf(next, 'q21'), 'By form.');
    t.ok(seed.update.byteLength < 100_000, `${seed.update.byteLength} bytes`);
    t.same(next.getMap('chosen').get('q6'), ['o2'], 'a choice of the question stays');
  }
});

function inventedLate(): Y.Doc {
  const document = new Y.Doc();
  addLine(document, 'y'.repeat(1000), 'invented-late');
  return document;
}

async function asked({ services }: Draft): Promise<Consultation> {
  return (await services.aggregates.get('consultation', draftIds.consultation))?.state ?? fail();
}

function fail(): never {
  throw new Error('it is not there');
}

function markIn(body: string): string {
  return /name="mark" value="([^"]+)"/.exec(body)?.[1] ?? '';
}
