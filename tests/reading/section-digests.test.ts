import { test } from 'tap';
import { SectionId } from '../../src/domain/ids.ts';
import type { SnapshotSection } from '../../src/domain/response/snapshot.ts';
import { sectionDigests, textDigest } from '../../src/reading/section-digests.ts';

const fixed: SnapshotSection = { type: 'fixed', id: SectionId.parse('key-messages'), title: 'Key messages', blocks: [] };
const question: SnapshotSection & { type: 'question' } = {
  type: 'question',
  id: SectionId.parse('q1'),
  number: '1',
  part: '',
  text: 'Do you agree?',
  followUp: '',
  kind: 'single-choice',
  options: [{ id: 'yes', text: 'Yes' }],
  chosen: [],
  blocks: [{ type: 'paragraph', content: [{ type: 'text', text: 'We do.', marks: [] }] }],
  notAnswered: '',
};

function changed(change: Partial<typeof question>): boolean {
  return sectionDigests([{ ...question, ...change }])['q1'] !== sectionDigests([question])['q1'];
}

test('[PO5] the text of a section is its question and its answer', (t) => {
  t.ok(changed({ text: 'Do you strongly agree?' }));
  t.ok(changed({ followUp: 'Why?' }));
  t.ok(changed({ options: [{ id: 'yes', text: 'Yes, fully' }] }));
  t.ok(changed({ chosen: ['yes'] }));
  t.ok(changed({ blocks: [] }));
  t.ok(changed({ blocks: [], notAnswered: 'No view.' }));
  t.notOk(changed({ number: '2', part: 'Chapter 3', shortTitle: 'Agreement' }), 'its place and its name are no part of it');
  t.end();
});

test('[PO5] the digest of a text does not depend on the order of its sections', (t) => {
  t.equal(textDigest(sectionDigests([fixed, question])), textDigest(sectionDigests([question, fixed])));
  t.not(textDigest(sectionDigests([fixed])), textDigest(sectionDigests([fixed, question])));
  t.end();
});
