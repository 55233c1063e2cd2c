import { readFileSync } from 'node:fs';
import { readQuestionFile } from '../../src/domain/consultation/questions/import.ts';
import { type Block, fixedSections } from '../../src/domain/consultation/section.ts';
import type { Certificate } from '../../src/domain/document/certificate.ts';
import { SectionId } from '../../src/domain/ids.ts';
import { type Digest, Instant } from '../../src/domain/outcome.ts';
import type { Snapshot } from '../../src/domain/response/snapshot.ts';
import { blocksOf, readDemo } from '../../src/features/demo/files.ts';
import { type Document, documentOf } from '../../src/renderers/document.ts';
import { canonicalBytes, digestOf } from '../../src/text/canonical.ts';
import { versionWords } from '../../src/text/version-words.ts';

const zone = 'Europe/London';

/** Text with every mark, kind of list and kind of heading, and characters that files choke on. */
export const everything: Block[] = [
  { type: 'heading', level: 1, content: [{ type: 'text', text: 'What we ask', marks: [] }] },
  {
    type: 'paragraph',
    content: [
      { type: 'text', text: 'A ', marks: [] },
      { type: 'text', text: 'bold', marks: [{ type: 'bold' }] },
      { type: 'text', text: ' and ', marks: [] },
      { type: 'text', text: 'both', marks: [{ type: 'bold' }, { type: 'italic' }] },
      { type: 'text', text: ' word, & <tags>, #set, $x$, \\emph, ', marks: [] },
      { type: 'text', text: 'the green paper', marks: [{ type: 'link', href: 'https://www.gov.uk/send?a=1&b=2' }] },
      { type: 'break' },
      { type: 'text', text: 'second line 😀 漢字 ᚠ', marks: [] },
    ],
  },
  {
    type: 'paragraph',
    content: [
      { type: 'text', text: 'Some 10', marks: [] },
      { type: 'text', text: '6', marks: [{ type: 'superscript' }] },
      { type: 'text', text: ' t CO', marks: [] },
      { type: 'text', text: '2', marks: [{ type: 'bold' }, { type: 'subscript' }] },
      { type: 'text', text: 'e in the 21', marks: [] },
      { type: 'text', text: 'st', marks: [{ type: 'superscript' }] },
      { type: 'text', text: ' century, x', marks: [] },
      { type: 'text', text: 'y', marks: [{ type: 'link', href: 'https://www.gov.uk/send?a=1&b=2' }, { type: 'superscript' }] },
      { type: 'text', text: ' and Q', marks: [] },
      { type: 'text', text: 'max', marks: [{ type: 'subscript' }] },
    ],
  },
  { type: 'heading', level: 2, content: [{ type: 'text', text: 'In order', marks: [] }] },
  {
    type: 'orderedList',
    start: 3,
    items: [
      [
        { type: 'paragraph', content: [{ type: 'text', text: 'third thing', marks: [] }] },
        { type: 'bulletList', items: [[{ type: 'paragraph', content: [{ type: 'text', text: 'inner point', marks: [] }] }]] },
      ],
      [{ type: 'paragraph', content: [{ type: 'text', text: 'fourth thing', marks: [] }] }],
    ],
  },
];

/** The SEND Review with its 22 questions, the demonstration's text, and one answer that holds everything a text may hold. */
export function sampleSnapshot(): Snapshot {
  const files = readDemo({ network: 'south-east-kinship', consultation: 'dfe-send-review-2022', draft: 'send-review' });
  const read = readQuestionFile(readFileSync(new URL('../../demo/consultations/dfe-send-review-2022.json', import.meta.url), 'utf8'));
  if (!('entries' in read)) throw new TypeError('the demonstration has questions');
  const written = (name: string): Block[] => blocksOf(files.draft.sections[name] ?? []);
  return {
    v: 1,
    network: { name: files.network.name, overseenBy: files.network.overseenBy, about: files.people.about, contact: files.people.contact },
    organisations: files.network.organisations.map((one) => one.name),
    consultation: {
      title: files.consultation.title,
      department: files.consultation.department,
      url: files.consultation.url,
      closesAt: Instant.parse('2026-07-22T22:45:00.000Z'),
      questionSetVersion: 1,
    },
    marking: '',
    statement: 'This response may be published in full.',
    sections: [
      ...fixedSections.map((one) => ({ type: 'fixed' as const, id: one.id, title: one.title, blocks: written(one.id) })),
      ...read.entries.flatMap(({ asked }, index) => {
        if (asked === null) return [];
        const options = asked.options.map((text, n) => ({ id: `o${n}`, text }));
        const last = asked.number === '22';
        return [
          {
            type: 'question' as const,
            id: SectionId.parse(`q${index}`),
            number: asked.number,
            part: asked.part,
            text: asked.text,
            followUp: asked.followUp,
            kind: asked.kind,
            options,
            chosen: options.slice(1, 2).map((option) => option.id),
            blocks: last ? [] : asked.number === '1' ? everything : written(asked.number).length > 0 ? written(asked.number) : written('5'),
            notAnswered: last && options.length === 0 ? 'The network has no evidence on this.' : '',
          },
        ];
      }),
    ],
  };
}

/** The sample with positions of each kind, exceptions, notes with a name and without, and an organisation on an earlier text. */
export function sampleWithPositions(): Snapshot {
  const snapshot = sampleSnapshot();
  const [q5, q7] = ['5', '7'].map((number) => snapshot.sections.find((one) => one.type === 'question' && one.number === number)?.id);
  if (q5 === undefined || q7 === undefined) throw new TypeError('the demonstration has questions 5 and 7');
  const [a = '', b = '', c = '', d = '', ...others] = snapshot.organisations;
  const endorsing = others.slice(0, 11);
  return {
    ...snapshot,
    organisations: [],
    positions: {
      of: snapshot.organisations.length,
      counts: { endorses: 12, 'endorses-with-reservation': 2, 'cannot-take-a-position': 1, 'does-not-endorse': 2 },
      named: [
        { organisation: a, position: 'endorses-with-reservation' },
        { organisation: b, position: 'does-not-endorse' },
        { organisation: c, position: 'cannot-take-a-position' },
        { organisation: d, position: 'endorses', onEarlierText: true },
        ...endorsing.map((organisation) => ({ organisation, position: 'endorses' as const })),
      ],
      sections: [
        {
          section: q5,
          counts: { endorses: 11, 'endorses-with-reservation': 2, 'cannot-take-a-position': 1, 'does-not-endorse': 3 },
          exceptions: [
            { organisation: d, position: 'does-not-endorse', reason: 'Fifteen days are too few in August.' },
            { organisation: null, position: 'does-not-endorse', reason: '' },
          ],
        },
        {
          section: q7,
          counts: { endorses: 11, 'endorses-with-reservation': 3, 'cannot-take-a-position': 1, 'does-not-endorse': 2 },
          exceptions: [{ organisation: d, position: 'endorses-with-reservation', reason: 'Only with money.' }],
        },
      ],
      notes: [
        { organisation: a, position: 'endorses-with-reservation', sections: [q5], words: 'We would keep the panel.\n\nIt works.' },
        { organisation: null, position: null, sections: [], words: 'The list must not be final <b>yet</b> & #ever.' },
      ],
    },
  };
}

/** A certificate with a decision of each kind, an office that nobody held, and a round before. */
export function sampleCertificate(digest: Digest, since: Certificate['since'] = []): Certificate {
  const at = Instant.parse('2026-07-11T16:32:08.000Z');
  const decision = { capacity: 'holder' as const, carriedFrom: null };
  const stage = { asked: 1, because: null, stoodDown: [], rule: 'any' as const, status: 'satisfied' as const };
  return {
    code: 'SERKN-2026-7K3F',
    title: 'SEND Review: right support, right place, right time',
    network: 'South East Regional Kinship Network',
    round: 2,
    versionWords: versionWords(digest),
    digest,
    approvedAt: at,
    stages: [
      {
        ...stage,
        office: 'chair',
        decisions: [
          {
            ...decision,
            person: { name: 'Joanna Prideaux', organisation: 'East Sussex County Council' },
            assurance: 'name',
            at,
            comment: 'Question 5 now says what we mean.',
            wrote: true,
          },
        ],
      },
      { ...stage, office: 'vice chair', asked: 0, status: 'not-applicable', because: 'vacant', decisions: [] },
      {
        ...stage,
        office: 'sponsor',
        decisions: [
          { ...decision, person: { name: 'Dr Alison Thackeray', organisation: '' }, assurance: 'code', at, comment: '', wrote: false },
        ],
      },
    ],
    earlier: [{ n: 1, status: 'changes-requested', openedAt: at, endedAt: at, office: 'sponsor' }],
    since,
    recordNumber: '9f2e6d33'.repeat(8),
  };
}

/** A position that was given after the lock of the sample. */
export const sampleSince: Certificate['since'] = [
  {
    organisation: 'Kent County Council',
    position: 'does-not-endorse',
    was: 'endorses',
    exceptions: [],
    words: '',
    at: Instant.parse('2026-07-12T13:15:00.000Z'),
  },
];

/** The document of the sample in one state. */
export function sampleDocument(kind: 'draft' | 'final', snapshot: Snapshot = sampleSnapshot(), since: Certificate['since'] = []): Document {
  const digest = digestOf(canonicalBytes(snapshot));
  return documentOf(
    snapshot,
    kind === 'draft'
      ? {
          kind,
          digest,
          versionWords: versionWords(digest),
          at: Instant.parse('2026-07-05T15:12:00.000Z'),
          version: 'Round 1, locked on 1 July 2026',
        }
      : {
          kind,
          certificate: sampleCertificate(digest, since),
          howToCheck: ['Compare the version words on this page with those in the email.'],
        },
    zone,
  );
}
