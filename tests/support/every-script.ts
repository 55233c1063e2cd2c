import type { Block, Inline, Mark } from '../../src/domain/consultation/section.ts';
import type { Snapshot } from '../../src/domain/response/snapshot.ts';
import type { Document } from '../../src/renderers/document.ts';
import { sampleDocument, sampleSnapshot } from './sample-document.ts';

/** A sentence in a script, with two of its words. */
export interface Sentence {
  readonly script: string;
  readonly text: string;
  readonly words: readonly string[];
  readonly rightToLeft: boolean;
}

function sentence(script: string, text: string, ...words: readonly string[]): Sentence {
  return { script, text, words, rightToLeft: script === 'Arabic' || script === 'Urdu' || script === 'Hebrew' };
}

/** A sentence in each script of the region. */
export const sentences: readonly Sentence[] = [
  sentence('Greek', 'Στηρίζουμε τις οικογένειες συγγενών σε κάθε περιοχή.', 'Στηρίζουμε', 'οικογένειες'),
  sentence('Cyrillic', 'Ми підтримуємо родини опікунів у кожному районі; мы слушаем детей.', 'підтримуємо', 'слушаем'),
  sentence('Arabic', 'نحن ندعم الأسر التي ترعى أطفال أقاربها في كل منطقة.', 'ندعم', 'أقاربها'),
  sentence('Urdu', 'ہم ہر علاقے میں رشتہ دار خاندانوں کی مدد کرتے ہیں۔', 'خاندانوں', 'رشتہ'),
  sentence('Hebrew', 'אנחנו תומכים במשפחות של קרובים בכל אזור.', 'תומכים', 'במשפחות'),
  sentence('Gurmukhi', 'ਅਸੀਂ ਹਰ ਇਲਾਕੇ ਵਿੱਚ ਰਿਸ਼ਤੇਦਾਰ ਪਰਿਵਾਰਾਂ ਦੀ ਸਹਾਇਤਾ ਕਰਦੇ ਹਾਂ।', 'ਇਲਾਕੇ', 'ਸਹਾਇਤਾ'),
  sentence('Bengali', 'আমরা প্রতিটি এলাকায় আত্মীয় পরিবারগুলিকে সাহায্য করি।', 'প্রতিটি', 'সাহায্য'),
  sentence('Devanagari', 'हम हर क्षेत्र में रिश्तेदार परिवारों की सहायता करते हैं।', 'क्षेत्र', 'सहायता'),
  sentence('Chinese', '我们支持每个地区的亲属家庭，我們也聽取孩子們的意見。', '亲属家庭', '我們也聽取'),
  sentence('Symbols', 'At ≥ 16 and ≤ 25 → ☑ yes ☐ no ✓ ✗ ① ½ € ₹ № ∑ ⚠', '≥', '☐'),
  sentence('Emoji', 'Children said 😀, 👍 and 🏠.', '😀', '🏠'),
];

/** Words that are wider than a page. */
export const wide: readonly string[] = [
  `https://www.gov.uk/${'consultations-and-responses/'.repeat(6)}end`,
  `Pneumono${'ultramicroscopicsilico'.repeat(8)}koniosis`,
  'W'.repeat(220),
  '漢'.repeat(90),
  'ك'.repeat(240),
];

function run(text: string, ...types: readonly Exclude<Mark['type'], 'link'>[]): Inline {
  return { type: 'text', text, marks: types.map((type) => ({ type })) };
}

function paragraph(...content: Inline[]): Block {
  return { type: 'paragraph', content };
}

/** Blocks of every script, mixed and with marks: paragraphs, headings, lists, and words that are wider than a page. */
export const everyScript: readonly Block[] = [
  ...sentences.flatMap(({ script, text }): Block[] => [
    { type: 'heading', level: 1, content: [run(script === 'Symbols' || script === 'Emoji' ? script : text)] },
    paragraph(run(text)),
    paragraph(run(`${script}: ${text}`), run(' Bold: '), run(text, 'bold'), run(' Italic: '), run(text, 'italic')),
  ]),
  paragraph(run('ادفع £450 (أو 25%) في 4 June 2026 إلى Kent County Council من فضلك، m'), run('2', 'superscript'), run('.')),
  { type: 'bulletList', items: sentences.map(({ text }) => [paragraph(run(text))]) },
  {
    type: 'orderedList',
    start: 9,
    items: [
      [paragraph(run('نقطة أولى')), { type: 'bulletList', items: [[paragraph(run('نقطة داخلية'))], [paragraph(run('An English point'))]] }],
      [paragraph(run('نقطة ثانية'))],
    ],
  },
  paragraph(
    run('Some 10'),
    run('6', 'superscript'),
    run(' families, x'),
    run('max', 'subscript'),
    run(', the 21'),
    run('st', 'superscript'),
  ),
  ...wide.flatMap((word): Block[] => [
    { type: 'heading', level: 2, content: [run(word)] },
    paragraph(run(`Before ${word.slice(0, 40)}`), run(word.slice(40), 'bold'), run(' after')),
    { type: 'bulletList', items: [[paragraph(run(word)), { type: 'bulletList', items: [[paragraph(run(word))]] }]] },
  ]),
];

/** The sample with every script and with wide words wherever a person can write: answers, questions, names, comments. */
export function everyScriptDocument(kind: 'draft' | 'final'): Document {
  const snapshot = sampleSnapshot();
  const [text, word] = [sentences.map((one) => one.text).join(' '), wide.join(' ')];
  const document = sampleDocument(kind, {
    ...snapshot,
    network: { ...snapshot.network, about: `${text}\n\n${word}`, contact: `${'w'.repeat(120)}@example.org` },
    organisations: [...snapshot.organisations, ...sentences.map((one) => one.text), ...wide],
    consultation: { ...snapshot.consultation, title: `${sentences[2]?.text ?? ''} ${wide[0] ?? ''}`, department: `${text} ${word}` },
    sections: snapshot.sections.map((section, index): Snapshot['sections'][number] => {
      if (section.type === 'fixed') return { ...section, blocks: section.id === 'covering-letter' ? [...everyScript] : [] };
      const said = sentences[index % sentences.length]?.text ?? '';
      const options = [said, wide[index % wide.length] ?? ''].map((option, n) => ({ id: `o${n}`, text: option }));
      const blocks = index === 5 ? [...everyScript] : [];
      return {
        ...section,
        part: `${section.part} ${said} ${wide[index % wide.length] ?? ''}`,
        text: index % 2 === 0 ? said : `${section.text} ${wide[index % wide.length] ?? ''}`,
        followUp: said,
        options,
        chosen: blocks.length === 0 ? [] : ['o0', 'o1'],
        blocks,
        notAnswered: blocks.length === 0 ? `${said} ${wide[index % wide.length] ?? ''}` : '',
      };
    }),
  });
  const { certificate } = document;
  if (certificate === null) return document;
  const rows = [...sentences.map((one) => one.text), ...wide].map((name) => ({
    office: name.slice(0, 60),
    rule: name.slice(0, 40),
    person: `${name}, ${name}. Holder.`,
    act: `Approved. “${name}”`,
    time: '11 July 2026, 5:32:08pm BST (UTC+1)',
    assurance: 'Emailed link, typed name, six-digit emailed code',
    missing: false,
  }));
  const missing = wide.map((name) => ({ office: name, rule: '', person: name, act: '', time: '', assurance: '', missing: true }));
  return {
    ...document,
    certificate: {
      ...certificate,
      rows: [...certificate.rows, ...rows, ...missing],
      facts: [...certificate.facts, { label: 'Stood down', text: `${text} ${word}` }],
      howToCheck: [...certificate.howToCheck, text, word],
    },
  };
}
