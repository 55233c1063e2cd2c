import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { setTimeout } from 'node:timers/promises';
import { test } from 'tap';
import * as Y from 'yjs';
import type { Block } from '../../src/domain/consultation/section.ts';
import { findOverrun } from '../../client/editor/section/overrun.ts';
import { countBlocks } from '../../src/text/counts.ts';
import { schema } from '../../src/text/extensions.ts';
import { sectionText } from '../../src/text/lines/stored.ts';
import { reasonText } from '../../src/text/reasons/reasons.ts';
import { Beat } from '../../client/editor/beat.ts';
import { leanCopy, leanUpdate } from '../../client/editor/connection/lean.ts';
import { Ledger } from '../../client/editor/connection/ledger.ts';
import { addressOf } from '../../client/editor/writing/link-form.ts';
import { judgePaste } from '../../client/editor/section/paste/judge.ts';
import { type Toned, settledTone } from '../../client/editor/section/own-tone.ts';
import { initialsOf, personIn, toneOf, tones } from '../../client/editor/section/people.ts';
import { countOf, newsOf } from '../../client/editor/presence.ts';
import { type Facts, type Strip, savedState } from '../../client/editor/saying/saved.ts';
import { type Candidates, fateStrip, standingStrip } from '../../client/editor/saying/strips.ts';
import { lateReason } from '../../client/editor/section/late-reason.ts';
import { lateMarks } from '../../client/editor/section/late-words.ts';
import { answersText, unsavedFile } from '../../client/offline/file.ts';
import { typedIn, withTyped } from '../../client/offline/typed.ts';
import { closings } from '../../src/collab/wire/protocol.ts';
import { type AnswerNow, countText, excessOf, limitText, standingOf, tally, noMoreChoices } from '../../src/text/standing.ts';
import { tallyText } from '../../src/phrases/progress/answer-states.ts';
import { ownLines } from '../../client/editor/binding/own-lines.ts';
import { SignsInLines, noteOf } from '../../client/editor/section/child/signs.ts';
import { addLine } from '../support/live/lines.ts';

const calm: Facts = {
  may: 'write',
  text: 'open',
  connection: 'open',
  network: 'unknown',
  room: 'saving',
  ready: true,
  settled: true,
  waiting: 0,
  setAside: 0,
  became: { brought: 0, partly: 0, leftOut: 0 },
  overdue: false,
  delayed: false,
  refusal: '',
  remedy: 'retry',
  closing: '',
  kept: 'device',
  onDevice: 0,
  savedAt: '',
  offlineSince: '',
};

test('[ED24] news of one tenth of a second is shown together, once and in order', async (t) => {
  const beat = new Beat();
  const shown: string[][] = [[]];
  const jobs = ['words', 'carets', 'counts'].map((name) => () => {
    shown.at(-1)?.push(name);
    // The new words move the carets beside them.
    if (name === 'words') beat.next(carets);
    if (name === 'counts') beat.next(words);
  });
  const [words, carets, counts] = jobs as [() => void, () => void, () => void];
  for (const job of [words, carets, words, counts]) beat.next(job);
  t.same(shown, [[]], 'nothing at once');
  await setTimeout(20);
  t.same(shown, [['words', 'carets', 'counts']]);
  shown.push([]);
  await setTimeout(30);
  t.same(shown.at(-1), [], 'news of a beat waits for the next');
  await setTimeout(250);
  t.same(shown.at(-1), ['words', 'carets'], 'which comes a tenth of a second later, and so does the next');
  t.end();
});

test('[CO12] the ledger is settled only once our answer is on the server’s disk', (t) => {
  const ledger = new Ledger();
  ledger.opened();
  t.equal(ledger.settled, false, 'a connection alone says nothing');
  ledger.sent('question');
  ledger.acknowledged(1, []);
  t.equal(ledger.settled, false, 'nor does an acknowledged question');
  ledger.sent('answer');
  t.equal(ledger.settled, false);
  ledger.acknowledged(2, []);
  t.equal(ledger.settled, true);
  t.end();
});

test('[CO12] an edit waits until the frame that carries it is acknowledged', (t) => {
  const ledger = joined();
  ledger.sent('edit');
  ledger.edited('carried');
  ledger.sent('edit');
  ledger.edited('carried');
  t.equal(ledger.waiting, 2);
  ledger.acknowledged(3, []);
  t.same([ledger.waiting, ledger.settled], [1, false]);
  ledger.acknowledged(4, []);
  t.same([ledger.waiting, ledger.settled], [0, true]);
  t.end();
});

test('[CO12] edits made offline, or sent and not acknowledged, wait for our answer on the next connection', (t) => {
  const ledger = joined();
  ledger.sent('edit');
  ledger.edited('carried');
  ledger.closed();
  ledger.edited('kept');
  t.same([ledger.waiting, ledger.settled], [2, false]);
  ledger.opened();
  ledger.sent('question');
  ledger.acknowledged(1, []);
  t.equal(ledger.waiting, 2, 'an acknowledgement of the new connection is not one of the old');
  ledger.sent('edit');
  ledger.edited('carried');
  ledger.sent('answer');
  ledger.acknowledged(2, []);
  t.equal(ledger.waiting, 2, 'the first edit of the new connection is safe, the old ones go with the answer');
  ledger.acknowledged(3, []);
  t.same([ledger.waiting, ledger.settled], [0, true]);
  t.end();
});

test('[CO12] an acknowledgement of more frames than were sent on this connection is a mistake', (t) => {
  const ledger = joined();
  t.same([ledger.hasSent(2), ledger.hasSent(3)], [true, false]);
  ledger.sent('edit');
  t.ok(ledger.hasSent(3));
  ledger.opened();
  t.same([ledger.hasSent(0), ledger.hasSent(1)], [true, false], 'each connection counts anew');
  t.end();
});

test('[CO5] edits that were set aside are counted, and no longer wait', (t) => {
  const ledger = joined();
  for (let edit = 0; edit < 3; edit += 1) {
    ledger.sent('edit');
    ledger.edited('carried');
  }
  ledger.acknowledged(5, [4, 5]);
  t.same([ledger.waiting, ledger.setAside, ledger.settled], [0, 2, true]);
  t.end();
});

test('[CO5] edits that were resent before our answer and set aside are late, and wait until all of them are durable', (t) => {
  const ledger = new Ledger();
  ledger.edited('kept', 1);
  ledger.opened();
  for (const kind of ['question', 'edit', 'edit'] as const) ledger.sent(kind);
  ledger.resent(2);
  ledger.sent('answer');
  t.same(ledger.acknowledged(2, [2]), []);
  t.same([ledger.waiting, ledger.setAside], [1, 0]);
  t.same(ledger.acknowledged(3, []), [1]);
  t.same([ledger.waiting, ledger.setAside, ledger.settled], [0, 1, false]);
  ledger.acknowledged(4, [4]);
  t.same(
    [ledger.waiting, ledger.setAside, ledger.settled],
    [0, 1, true],
    'an answer may be set aside though every edit of ours is accounted for',
  );
  t.end();
});

test('[CO14] the page says Saved in one case only', (t) => {
  const saved = savedState({ ...calm, savedAt: '10:42am' });
  t.same([saved.kind, saved.line, saved.strip], ['saved', 'Saved 10:42am', null]);
  const others: [Partial<Facts>, string][] = [
    [{ settled: false, waiting: 1 }, 'saving'],
    [{ settled: false, waiting: 1, overdue: true }, 'not-saved'],
    [{ settled: false }, 'joining'],
    [{ connection: 'joining', settled: false }, 'joining'],
    [{ ready: false }, 'joining'],
    [{ connection: 'closed' }, 'offline'],
    [{ connection: 'closed', ready: false }, 'offline'],
    [{ connection: 'refused', refusal: 'You no longer have access to this text.' }, 'not-saved'],
    [{ room: 'not-saving' }, 'not-saved'],
    [{ room: 'read-only' }, 'not-saved'],
    [{ setAside: 1 }, 'too-late'],
    [{ text: 'locked' }, 'locked'],
    [{ text: 'replaced' }, 'replaced'],
    [{ may: 'read' }, 'reading'],
  ];
  for (const [facts, kind] of others) t.equal(savedState({ ...calm, ...facts }).kind, kind, JSON.stringify(facts));
  t.end();
});

test('[CO40] where the network blocks live editing, the page says how to write, and never claims that words are saved', (t) => {
  const blocked = { ...calm, network: 'blocks-live', connection: 'closed', settled: false } as const;
  for (const [facts, line, words] of [
    [{ ready: false }, 'Live editing is blocked', /You can still write: choose “Change this answer” under an answer/],
    [{}, 'Live editing is blocked', /What you write in the text below is kept on this device until live editing works/],
    [
      { waiting: 3 },
      'Live editing is blocked: kept on this device',
      /3 changes are kept on this device .* do not write them a second time/,
    ],
    [{ waiting: 1, kept: 'page' }, 'Live editing is blocked: kept on this page only', /1 change is kept on this page only/],
    [{ may: 'read' }, 'Live editing is blocked', /You see the text as it was when this page was loaded/],
  ] as const) {
    const { kind, line: said, strip } = savedState({ ...blocked, ...facts });
    t.same([kind, said, strip?.title], ['blocked', line, 'Your network blocks live editing.']);
    t.match(strip?.text, words);
  }
  t.equal(savedState({ ...calm, network: 'blocks-live' }).kind, 'saved', 'an open connection is none that is blocked');
  t.equal(savedState({ ...blocked, connection: 'refused', refusal: 'You no longer have access to this text.' }).kind, 'not-saved');
  t.end();
});

test('[ED27] one strip stands: the newest truth first, then words from before, then what stays', (t) => {
  const strip = (title: string): Strip => ({ look: 'lock', title, text: '', actions: [] });
  const all = { notice: strip('locked'), recovered: strip('from before'), fate: strip('decided'), served: strip('nearly full') };
  const none = { notice: null, recovered: null, fate: null, served: null };
  const titleOf = (facts: Partial<Facts>, candidates: Partial<Candidates>): string | undefined =>
    standingStrip({ ...none, ...candidates, saved: savedState({ ...calm, ...facts }), text: facts.text ?? 'open' })?.title;
  t.equal(titleOf({ connection: 'closed', offlineSince: '10:47am' }, all), 'You have been offline since 10:47am.');
  t.equal(titleOf({ text: 'replaced', setAside: 2 }, all), 'This text was opened again.', 'newer than the lock and the late words');
  t.equal(titleOf({ text: 'locked', setAside: 2 }, all), 'Your last changes came after the text was locked.');
  t.equal(titleOf({ text: 'locked' }, all), 'from before');
  t.equal(titleOf({ text: 'locked' }, { ...all, recovered: null }), 'decided');
  t.equal(titleOf({ text: 'locked', connection: 'closed' }, { notice: all.notice, served: all.served }), 'locked');
  t.equal(titleOf({}, { notice: all.notice, served: all.served }), 'nearly full');
  t.equal(titleOf({}, none), undefined);
  t.end();
});

test('[ED28] the page says what became of late words', (t) => {
  const replaced = (brought: number, leftOut: number, partly = 0): string | undefined =>
    savedState({ ...calm, text: 'replaced', setAside: 3, became: { brought, partly, leftOut } }).strip?.text;
  t.match(replaced(0, 0), /The coordinator has them, and decides/);
  t.match(replaced(2, 0), /were brought into the new draft\.$/);
  t.match(replaced(0, 1), /were left out of the new draft\. Your copy is below\./);
  t.match(replaced(1, 2), /in 1 answer they were brought into the new draft, in 2 answers they were left out/);
  t.match(replaced(2, 0, 1), /In 1 answer your choice or reason did not come in: somebody had given another since\.$/);
  t.equal(fateStrip([]), null);
  const brought = { became: 'brought', without: [] } as const;
  const all = fateStrip([{ ...brought, name: 'Question 5' }]);
  t.equal(all?.title, 'Your late changes were brought into this draft.');
  const both = fateStrip([
    { ...brought, name: 'Question 5' },
    { ...brought, name: 'Question 6' },
    { name: 'Question 9', became: 'left-out', without: [] },
  ]);
  t.equal(both?.text, 'Brought in: Question 5 and Question 6. Left out: Question 9.');
  const partly = fateStrip([
    { name: 'Question 5', became: 'brought', without: ['choice'] },
    { name: 'Question 6', became: 'brought', without: ['choice', 'reason'] },
  ]);
  t.equal(partly?.title, 'The coordinator has decided about changes of yours that came too late.');
  t.match(partly?.text, /Not your choice in Question 5 and Question 6: .* Not your reason in Question 6: /);
  t.end();
});

test('[ED28] a late box and a late reason are told in one sentence', (t) => {
  const none = { ticked: false, words: '' };
  const given = { ticked: true, words: 'We have no figures.' };
  t.equal(lateReason(none, none), '');
  t.equal(lateReason(given, given), '');
  const tick = 'Too late, not in the locked text: you ticked “We are not answering this question”';
  t.equal(lateReason(none, { ...none, ticked: true }), `${tick}.`);
  t.equal(lateReason(none, given), `${tick}, and you gave the reason “We have no figures.”`);
  t.equal(lateReason({ ...given, ticked: false }, given), `${tick}, and you gave the reason “We have no figures.”`);
  t.equal(lateReason(given, { ...given, words: 'Later' }), 'Too late, not in the locked text: you gave the reason “Later”.');
  t.equal(lateReason(given, { ...given, words: ' ' }), 'Too late, not in the locked text: you took the reason away.');
  t.equal(lateReason(given, none), 'Still in the locked text: you took the tick away too late.');
  t.end();
});

test('[ED28] late words are found by comparing the answer with its locked text, word by word', (t) => {
  const doc = (...lines: readonly string[]): ProseMirrorNode =>
    schema.node(
      'doc',
      null,
      lines.map((line) => schema.node('paragraph', null, line === '' ? [] : [schema.text(line)])),
    );
  const marked = (locked: ProseMirrorNode, now: ProseMirrorNode): readonly string[] =>
    lateMarks(locked, now).map(({ from, to, words }) => (to === null ? `-${words}` : `+${now.textBetween(from, to, ' ')}`));
  t.same(marked(doc('One two'), doc('One two')), []);
  t.same(marked(doc('One two', 'three'), doc('One new two', 'three more')), ['+new', '+more']);
  t.same(marked(doc('One two', 'three'), doc('One three')), ['-two']);
  t.same(marked(doc('One two'), doc('One 2')), ['-two', '+2']);
  t.same(marked(doc(''), doc('All of it', 'is late')), ['+All of it is late']);
  t.same(marked(doc('All of it'), doc('')), ['-All of it']);
  t.end();
});

test('[CO14] straight after an edit, the page says that it is being kept, not that 0 changes are kept', (t) => {
  const waiting = { ...calm, waiting: 1, onDevice: 0, settled: false };
  const refused = { ...waiting, connection: 'refused' as const, refusal: 'You no longer have access to this text.' };
  for (const remedy of ['retry', 'undo', 'reload'] as const) {
    t.match(savedState({ ...refused, remedy }).strip?.text, /^What you wrote is being kept only on this device\./, remedy);
  }
  t.match(savedState({ ...waiting, text: 'replaced' }).strip?.text, /What you wrote is being kept on this device and will go/);
  t.end();
});

test('[CO14] the page counts unsaved changes, says why they are not saved, and what to do', (t) => {
  const offline = savedState({ ...calm, connection: 'closed', waiting: 14, onDevice: 14, settled: false, offlineSince: '10:47am' });
  t.equal(offline.line, 'Offline: kept on this device');
  t.equal(offline.strip?.title, 'You have been offline since 10:47am.');
  t.match(offline.strip?.text, /14 changes are kept on this device .*Best leave this page open until it says “Saved”/);
  const typing = savedState({ ...calm, connection: 'closed', waiting: 14, onDevice: 12, settled: false });
  t.match(typing.strip?.text, /12 changes are kept on this device/, 'only what a crash cannot take is counted as kept');
  const first = savedState({ ...calm, connection: 'closed', waiting: 1, onDevice: 0, settled: false });
  t.match(first.strip?.text, /Keep writing\. What you write is being kept on this device/);
  const late = savedState({ ...calm, setAside: 1, text: 'locked' });
  t.equal(late.line, 'Too late: set aside for the coordinator');
  t.match(late.strip?.text, /^1 change of yours is not in the locked text\. .*Nothing is lost/);
  const out = savedState({
    ...calm,
    connection: 'refused',
    refusal: 'You have been signed out. Sign in again.',
    waiting: 2,
    onDevice: 2,
    settled: false,
  });
  t.equal(out.line, 'Not saved: you have been signed out');
  t.match(out.strip?.text, /2 changes are kept only on this device/);
  t.same(out.strip?.actions, ['download', 'retry']);
  const locked = savedState({ ...calm, text: 'locked', waiting: 1, settled: false });
  t.equal(locked.kind, 'saving', 'a lock does not hide an edit whose fate is not known yet');
  t.end();
});

test('[CO14] the page says why the server closed the connection, and where the words are', (t) => {
  const closed: Facts = { ...calm, connection: 'closed', settled: false, closing: closings['too-many-connections'].sentence };
  t.match(savedState({ ...closed, waiting: 3 }), { kind: 'not-saved', line: 'Not saved: you have this service open in too many tabs' });
  t.match(savedState(closed), { kind: 'offline', line: 'Not connected', strip: { title: closed.closing, actions: ['retry'] } });
  t.equal(savedState({ ...closed, ready: false }).strip?.title, closed.closing, 'before the text came, too');
  const page = savedState({ ...closed, closing: '', kept: 'page', waiting: 1 });
  t.equal(page.line, 'Offline: kept on this page only');
  t.match(page.strip?.text, /Do not close this page until it says “Saved”/);
  const refused: Facts = { ...calm, connection: 'refused', settled: false, waiting: 2, refusal: 'No.' };
  const remedies = ['undo', 'reload', 'no-access', 'gone', 'retry'] as const;
  t.same(
    remedies.map((remedy) => savedState({ ...refused, remedy }).strip?.actions),
    [['undo', 'download'], ['download', 'reload'], ['download', 'retry'], ['download'], ['download', 'retry']],
  );
  t.same(
    remedies.map((remedy) => savedState({ ...refused, remedy, waiting: 0 }).strip?.actions),
    [['undo', 'download'], ['reload'], ['retry'], [], ['retry']],
  );
  t.match(savedState({ ...calm, settled: false, waiting: 1, delayed: true }).line, /^Not saved: words kept from before/);
  const replaced = savedState({ ...calm, text: 'replaced', waiting: 2, onDevice: 2, settled: false });
  t.match(replaced.strip?.text, /2 changes are kept on this device and will go to the coordinator/);
  t.end();
});

test('[CO14] the file of unsaved words has whole answers, by response and by question', (t) => {
  const answers = answersText([{ heading: 'Question 1. Why?', text: 'Because.' }]);
  t.equal(
    unsavedFile([{ title: 'Response to SEND Review', text: answers }], '4 June 2026, 2:23pm'),
    [
      'Words that were not saved in Concord, copied from this device on 4 June 2026, 2:23pm.',
      '',
      '',
      'Response to SEND Review',
      '=======================',
      '',
      'Question 1. Why?',
      '----------------',
      '',
      'Because.',
      '',
    ].join('\n'),
  );
  t.end();
});

test('[CO14] edits give the words that were typed, even without the text that they belong to', (t) => {
  const doc = new Y.Doc();
  const words = sectionText(doc, 'q1');
  words.insert(0, 'Saved before.');
  const before = Y.encodeStateVector(doc);
  words.insert(13, ' Ty');
  words.insert(16, 'ped later.');
  words.insert(0, 'And first. ');
  t.same(typedIn([Y.encodeStateAsUpdate(doc, before)]), ['Typed later.', 'And first.']);
  t.same(typedIn([]), []);
  words.delete(0, 4);
  const edits = [Y.encodeStateAsUpdate(doc, before)];
  t.same(typedIn(edits), ['Typed later.', 'first.'], 'what was taken back is not wanted back');
  t.equal(withTyped(['first. Saved before. Typed  later.'], edits), 'first. Saved before. Typed  later.');
  t.equal(
    withTyped(['Saved before. Typed later.', 'Other'], edits),
    'Saved before. Typed later.\n\nOther\n\nWhat was typed, in the order it was typed:\n\nfirst.',
    'what somebody else took out is told',
  );
  const corrected = Y.encodeStateVector(doc);
  words.insert(words.length, ' no teh');
  words.delete(words.length - 2, 2);
  words.insert(words.length, 'he end');
  reasonText(doc, 'q2').insert(0, 'We have no');
  reasonText(doc, 'q2').insert(10, ' figures.');
  const later = [Y.encodeStateAsUpdate(doc, corrected)];
  t.same(typedIn(later), ['no the end', 'We have no figures.'], 'as it reads in the end, reasons too');
  t.match(withTyped(['What I know, the end. We have no figures.'], later), /What was typed[^]*no the end$/, 'in whole words');
  t.equal(withTyped(['And no the end? We have no figures.'], later), 'And no the end? We have no figures.');
  t.end();
});

test('[CO14 TX3] the kind of a line is not among the words that were typed; a line typed after another is', (t) => {
  const doc = new Y.Doc();
  addLine(doc, 'Saved before.');
  const before = Y.encodeStateVector(doc);
  addLine(doc, 'A point.');
  const text = sectionText(doc, 'q1');
  const [, , marker] = text.toDelta() as { readonly insert: unknown }[];
  if (!(marker?.insert instanceof Y.XmlElement)) throw new Error('the line has a marker');
  for (const list of ['bullet', 'number', 'more', 'none']) marker.insert.setAttribute('list', list);
  for (const type of ['heading', 'paragraph']) text.setAttribute('type', type);
  text.insert(text.length, '\nGoes on.');
  addLine(doc, 'Another.');
  t.same(typedIn([Y.encodeStateAsUpdate(doc, before)]), ['A point.\nGoes on.', 'Another.']);
  t.end();
});

test('[CO14 TX20] a reason that a page of the first form kept is among the words that were typed', (t) => {
  const doc = new Y.Doc();
  doc.getMap('notAnswered').set('q2', 'We have no');
  doc.getMap('notAnswered').set('q2', 'We have no figures.');
  t.same(typedIn([Y.encodeStateAsUpdate(doc)]), ['We have no figures.']);
  t.end();
});

test('[CO14] an undone edit is neither sent nor kept again', (t) => {
  const doc = new Y.Doc();
  const text = doc.getText('t');
  text.insert(0, 'before ');
  const kept: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => kept.push(update));
  const undo = new Y.UndoManager(text, { captureTimeout: 0 });
  text.insert(7, 'small ');
  const large = 'x'.repeat(100_000);
  text.insert(13, large);
  undo.undo();
  t.ok(Y.encodeStateAsUpdate(doc).byteLength > 100_000, 'the document keeps it for redoing');
  const lean = leanUpdate(doc, kept);
  t.ok(lean.byteLength < 300);
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(leanCopy(doc), Y.encodeStateVector(new Y.Doc())));
  t.equal(other.getText('t').toJSON(), 'before small ');
  const base = new Y.Doc();
  base.clientID = doc.clientID;
  base.getText('t').insert(0, 'before ');
  Y.applyUpdate(base, lean);
  t.equal(base.getText('t').toJSON(), 'before small ', 'and holds all the rest');
  t.end();
});

test('a paste that does not fit is refused as a whole, and a large paste can be undone', (t) => {
  const words = 'word '.repeat(200_000);
  const refused = judgePaste(words, { characters: 100, lines: 1 }, 250);
  t.equal(refused.verdict, 'refused');
  t.match(
    refused.message,
    /^That is 200,000 words, more than one answer can hold \(300,000 characters\)\. Nothing was pasted, and your text is as it was\./,
  );
  t.match(judgePaste('word '.repeat(6000), { characters: 0, lines: 1 }, 250), {
    verdict: 'taken-large',
    message: 'You pasted 6,000 words. The limit here is 250 words.',
  });
  t.match(judgePaste('word '.repeat(6000), { characters: 0, lines: 1 }, null), {
    verdict: 'taken-large',
    message: 'You pasted 6,000 words.',
  });
  t.match(judgePaste('a few words', { characters: 0, lines: 1 }, 250), { verdict: 'taken', words: 3, message: '' });
  t.equal(judgePaste('x'.repeat(1000), { characters: 299_500, lines: 1 }, null).verdict, 'refused', 'what is there counts too');
  t.match(judgePaste('x\n'.repeat(20_001), { characters: 0, lines: 1 }, null), {
    verdict: 'refused',
    message: /20,000 paragraphs and list items/,
  });
  t.end();
});

test('the server names people; each counts once, as writing or reading', (t) => {
  const user = { member: 'm1', name: 'Cerys Vaughan', organisation: 'Brighton & Hove' };
  t.match(personIn({ user, section: 'q5', cursor: {} }, 7), { key: 'm1', name: 'Cerys Vaughan', section: 'q5' });
  t.match(personIn({ user, section: 'q5', cursor: null }, 7), { section: null }, 'a section without a caret is reading');
  for (const state of [null, {}, { user: null }, { user: { name: 5 } }, 'x']) t.equal(personIn(state, 7), null);
  t.match(personIn({ user: { name: 'A' } }, 7), { key: '7', organisation: '' });
  t.equal(toneOf('m1'), toneOf('m1'));
  t.same(['Cerys Vaughan', 'Dr Alison Thackeray', 'Nadia', 'Mary Ann de Souza', ''].map(initialsOf), ['CV', 'AT', 'N', 'MS', '']);
  const writing = { key: 'a', name: 'A', organisation: '', section: 'q1', tone: 'cc-p1' };
  const reading = { ...writing, key: 'b', section: null };
  t.same(
    [countOf([]), countOf([writing, reading, reading]), countOf([reading])],
    ['Nobody else is here', '1 writing, 2 reading', '1 reading'],
  );
  t.same(
    [newsOf([], 'joined'), newsOf(['Owen Larbi, Surrey'], 'joined'), newsOf(['A', 'B'], 'left'), newsOf(['A', 'B', 'C'], 'joined')],
    ['', 'Owen Larbi, Surrey, joined', 'A and B left', '3 people joined'],
  );
  t.end();
});

test('[ED29] people present have different colours, the same in every browser and for as long as they stay', (t) => {
  const names = Array.from({ length: tones }, (_, index) => `member ${index}`);
  const settle = (all: readonly Toned[], isNew: ReadonlySet<number>): readonly Toned[] =>
    all.map((own) => ({
      ...own,
      tone: settledTone(
        all.filter((one) => one !== own),
        own,
        isNew.has(own.client),
      ),
    }));
  // People come one after the other.
  let present: readonly Toned[] = [];
  for (const [index, member] of names.entries()) {
    const before = present;
    const own = { client: 1000 - index, member, tone: null };
    const picked = { ...own, tone: settledTone(present, own, true) };
    present = settle([...present, picked], new Set([picked.client]));
    t.same(present.slice(0, -1), before, 'those who were here keep theirs');
  }
  t.equal(new Set(present.map(({ tone }) => tone)).size, tones);
  t.ok(
    present.every(({ tone }) => tone !== null && tone >= 1 && tone <= tones),
    'each has a class',
  );
  // Two people pick one colour at one moment: both see that the smaller client id keeps it.
  const [first, second] = [
    { client: 5, member: 'a', tone: 3 },
    { client: 9, member: 'b', tone: 3 },
  ];
  t.equal(settledTone([second], first, false), 3);
  t.not(settledTone([first], second, false), 3);
  t.equal(settledTone([first], { client: 2, member: 'a', tone: null }, true), 3, 'two windows of one person have one colour');
  t.equal(personIn({ user: { name: 'A', member: 'a' }, tone: 4 }, 7)?.tone, 'cc-p4');
  for (const tone of [0, 13, 1.5, 'red', null])
    t.equal(personIn({ user: { name: 'A', member: 'a' }, tone }, 7)?.tone, `cc-p${toneOf('a')}`, 'a made-up colour is none');
  t.end();
});

test('a typed link becomes an address that we allow, or nothing', (t) => {
  t.equal(addressOf('www.gov.uk/x'), 'https://www.gov.uk/x');
  t.equal(addressOf('http://example.org'), 'http://example.org');
  t.equal(addressOf('a.b@example.org'), 'mailto:a.b@example.org');
  for (const bad of ['', 'javascript:alert(1.5)', 'two words.uk', 'nothing', 'data:text/html,x.y']) t.equal(addressOf(bad), null, bad);
  t.end();
});

test('an answer’s standing follows from its counts, choice and reason', (t) => {
  const blank: AnswerNow = {
    counts: { words: 0, characters: 0 },
    wordLimit: 250,
    characterLimit: 1000,
    chosen: 0,
    maxChoices: null,
    notAnswered: '',
  };
  const words = (count: number, characters = 0): AnswerNow => ({ ...blank, counts: { words: count, characters } });
  t.equal(standingOf(blank), 'not-started');
  t.equal(standingOf(words(250)), 'drafting');
  t.equal(standingOf({ ...blank, chosen: 1 }), 'drafting');
  t.equal(standingOf(words(251)), 'over-limit');
  t.equal(standingOf(words(1, 1001)), 'over-limit');
  t.equal(standingOf({ ...blank, notAnswered: 'No data' }), 'not-answering');
  t.equal(standingOf({ ...words(3), notAnswered: 'No data' }), 'drafting', 'what is written is printed, so it goes first');
  t.equal(standingOf(blank, 'not-asked'), 'not-asked', '[QS19]');
  t.equal(standingOf({ ...blank, notAnswered: 'No data' }, 'not-asked'), 'not-asked', '[QS19] it needs no reason');
  t.equal(standingOf(words(3), 'not-asked'), 'drafting', '[QS19] the document prints it');
  t.equal(standingOf(blank, 'undecided'), 'not-started');
  t.equal(excessOf(words(282))?.title, '32 words over the limit');
  t.equal(standingOf({ ...blank, chosen: 4, maxChoices: 3 }), 'over-limit', '[QS6] more options than the department takes');
  t.same(excessOf({ ...blank, chosen: 5, maxChoices: 3 }), {
    title: '5 options are chosen',
    text: 'The department takes three at most. Everything chosen stays here, and the text cannot go for sign-off until two are taken out.',
  });
  t.equal(excessOf({ ...blank, chosen: 3, maxChoices: 3 }), null);
  t.equal(noMoreChoices(3), 'You can choose three options at most. Untick one first.');
  t.equal(noMoreChoices(1), 'You can choose one option at most. Untick one first.');
  t.equal(excessOf(words(1, 1001))?.title, '1 character over the limit');
  t.equal(excessOf({ ...words(9999), wordLimit: null, characterLimit: null }), null);
  t.equal(countText(213, 250, 'word'), '213 of 250 words');
  t.equal(countText(1118, null, 'character'), '1,118 characters');
  t.same(
    [limitText(250, null), limitText(250, 2000), limitText(null, null)],
    ['Up to 250 words', 'Up to 250 words and 2,000 characters', ''],
  );
  t.equal(tallyText(tally(['drafting', 'not-started', 'drafting']), 'open'), '2 drafting, 1 not started');
  t.equal(tallyText(tally(['drafting', 'not-started', 'drafting']), 'locked'), '2 written, 1 empty');
  t.same(tally(['over-limit']), [{ standing: 'over-limit', count: 1 }]);
  t.end();
});

function joined(): Ledger {
  const ledger = new Ledger();
  ledger.opened();
  ledger.sent('question');
  ledger.sent('answer');
  ledger.acknowledged(2, []);
  return ledger;
}

test('the line where the department’s box is full stands where the counts are full, superscripts and line ends included', (t) => {
  const content = [
    { type: 'text', text: 'Some 10', marks: [] },
    { type: 'text', text: '1.5', marks: [{ type: 'superscript' }] },
    { type: 'text', text: ' t CO', marks: [] },
    { type: 'text', text: '2', marks: [{ type: 'subscript' }] },
    { type: 'break' },
    { type: 'text', text: 'x', marks: [] },
    { type: 'text', text: 'y', marks: [{ type: 'superscript' }] },
  ] satisfies Extract<Block, { type: 'paragraph' }>['content'];
  const blocks: Block[] = [
    { type: 'paragraph', content },
    { type: 'heading', level: 1, content },
  ];
  const doc = schema.node('doc', null, [
    schema.node('paragraph', null, content.map(leaf)),
    schema.node('heading', { level: 1 }, content.map(leaf)),
  ]);
  const { words, characters } = countBlocks(blocks);
  t.same([words, characters], [10, 52]);
  t.equal(findOverrun(doc, words, characters), null);
  const end = doc.content.size;
  t.equal(findOverrun(doc, null, characters - 1)?.from, end - 2, 'before the last y, written ^y');
  t.equal(findOverrun(doc, null, characters - 2)?.from, end - 2, 'a ^ without its y is no use');
  t.equal(findOverrun(doc, null, characters - 3)?.from, end - 3);
  t.equal(findOverrun(doc, words - 1, null)?.from, end - 3, 'a word keeps its superscript');
  t.equal(findOverrun(doc, null, 7)?.from, 8, 'before ^(1.5)');
  t.end();
});

function leaf(inline: Extract<Block, { type: 'paragraph' }>['content'][number]): ProseMirrorNode {
  if (inline.type === 'break') return schema.node('hardBreak');
  return schema.text(
    inline.text,
    inline.marks.map((mark) => schema.mark(mark.type)),
  );
}

test('[PR3] a note quotes a sign once that holds a character of the page’s own', (t) => {
  const [page, colleague] = [new Y.Doc(), new Y.Doc()];
  addLine(colleague, 'Tom Reed, aged 7, and Ella Brown moved.');
  addLine(colleague, 'A boy born 3 May 2014.');
  Y.applyUpdate(page, Y.encodeStateAsUpdate(colleague));
  const text = sectionText(page, 'q1');
  const signs = new SignsInLines(['cerys vaughan']);
  const note = (): string => noteOf(signs.in(ownLines(text, page.clientID)));
  t.equal(note(), '', 'a colleague’s words');
  addLine(page, 'Cerys Vaughan, 9, is a member.');
  t.equal(note(), '', 'a name of the network');
  // A marker stands before the line.
  text.insert(1 + 'Tom Reed, aged 7, and Ella Brown'.length, ', 9,');
  t.equal(note(), 'This may tell who a child is: “Ella Brown, 9” (a name near an age). Check that nobody can be recognised.');
  addLine(page, 'Ella Brown, 9, waited.');
  addLine(page, 'Area | 3 | 12');
  t.equal(
    note(),
    `This may tell who a child is: “Ella Brown, 9” (a name near an age) and “Area | 3 | 12” (a count of 1 to 4). Check that nobody can be recognised.`,
  );
  text.delete(text.length - 'Area | 3 | 12'.length, 'Area | 3 | 12'.length);
  t.notMatch(note(), /Area/, 'words that are gone are not quoted');
  t.end();
});
