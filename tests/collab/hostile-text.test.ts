import { test } from 'tap';
import * as Y from 'yjs';
import { markerName, sectionText } from '../../src/text/lines/stored.ts';
import { readSection } from '../../src/text/read.ts';
import { addLine } from '../support/live/lines.ts';
import { openLive } from '../support/live/live-server.ts';

// Writes that today's form of a text does not know, each by a client of its own.

const megabyte = 'x'.repeat(1_000_000);

/** A type that holds attributes of any value. */
interface Owner {
  setAttribute(name: string, value: unknown): void;
}

/** The marker of the first line that has one. */
function markerIn(document: Y.Doc): Y.XmlElement & Owner {
  const delta = sectionText(document, 'q1').toDelta() as { readonly insert: unknown }[];
  const marker = delta.find(({ insert }) => insert instanceof Y.XmlElement)?.insert;
  if (!(marker instanceof Y.XmlElement)) throw new Error('the text has no marker');
  return marker;
}

/** The first line's attributes are those of the root. */
function rootIn(document: Y.Doc): Owner {
  return sectionText(document, 'q1');
}

function setOn(owner: (document: Y.Doc) => Owner, name: string, value: unknown) {
  return (document: Y.Doc): void => {
    owner(document).setAttribute(name, value);
  };
}

function formats(format: Readonly<Record<string, unknown>>) {
  return (document: Y.Doc): void => {
    sectionText(document, 'q1').format(1, 2, format);
  };
}

function embeds(make: () => object) {
  return (document: Y.Doc): void => {
    sectionText(document, 'q1').insertEmbed(0, make());
  };
}

const values: readonly (readonly [name: string, value: unknown])[] = [
  ['type', 'script'],
  ['type', megabyte],
  ['level', 0],
  ['level', 3],
  ['level', '1'],
  ['level', null],
  ['list', 'todo'],
  ['list', ['bullet']],
  ['depth', -1],
  ['depth', 8],
  ['depth', 0.5],
  ['depth', '1'],
  ['depth', Number.NaN],
  ['start', -1],
  ['start', 1_000_001],
  ['start', { from: 1 }],
  ['class', 'big'],
  ['toString', 'paragraph'],
  [megabyte, 1],
];

const named = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 20) : JSON.stringify(value));

const hostile: Readonly<Record<string, (document: Y.Doc) => void>> = {
  ...Object.fromEntries(
    values.flatMap(([name, value]) => [
      [`the attribute ${named(name)} ${named(value)} on a marker`, setOn(markerIn, name, value)],
      [`the attribute ${named(name)} ${named(value)} on the root`, setOn(rootIn, name, value)],
    ]),
  ),
  'a text as an attribute of a marker': (document) => {
    markerIn(document).setAttribute('type', new Y.XmlText('paragraph'));
  },
  'a text as an attribute of the root': (document) => {
    rootIn(document).setAttribute('type', new Y.XmlText('paragraph'));
  },
  'a marker in a marker': (document) => {
    markerIn(document).insert(0, [new Y.XmlElement(markerName)]);
  },
  'words in a marker': (document) => {
    markerIn(document).insert(0, [new Y.XmlText('hidden')]);
  },
  'a marker that brings another': embeds(() => {
    const marker = new Y.XmlElement(markerName);
    marker.insert(0, [new Y.XmlElement(markerName)]);
    return marker;
  }),
  'an element of another name': embeds(() => new Y.XmlElement('script')),
  'a paragraph of the first form': embeds(() => new Y.XmlElement('paragraph')),
  'a name that only begins as a marker’s': embeds(() => new Y.XmlElement('lines')),
  'a hook of a marker’s name': embeds(() => new Y.XmlHook(markerName)),
  'a fragment': embeds(() => new Y.XmlFragment()),
  'a text in the text': embeds(() => new Y.XmlText('inner')),
  'a map in the text': embeds(() => new Y.Map([['a', 1]])),
  'a document in the text': embeds(() => new Y.Doc()),
  'an embed': embeds(() => ({ image: 'x' })),
  'a value in the text': (document) => {
    document.getArray('text:q1').insert(0, ['x']);
  },
  'an unknown format': formats({ color: 'red' }),
  'an unknown format of a megabyte': formats({ style: megabyte }),
  'a format with a value': formats({ bold: { weight: 900 } }),
  'a format that is no object': formats({ italic: true }),
  'a format of a megabyte': formats({ bold: megabyte }),
  'a link that runs': formats({ link: { href: 'javascript:alert(1)' } }),
  'a link with a target': formats({ link: { href: 'https://hull.example', target: '_blank' } }),
  '20,001 markers': (document) => {
    document.transact(() => {
      for (let n = 0; n < 20_001; n += 1) sectionText(document, 'q2').insertEmbed(0, new Y.XmlElement(markerName));
    });
  },
  '20,001 breaks': (document) => {
    sectionText(document, 'q2').insert(0, '\n'.repeat(20_001));
  },
  '20,001 markers and breaks': (document) => {
    document.transact(() => {
      sectionText(document, 'q2').insert(0, '\n'.repeat(10_001));
      for (let n = 0; n < 10_000; n += 1) sectionText(document, 'q2').insertEmbed(0, new Y.XmlElement(markerName));
    });
  },
  '300,001 characters': (document) => {
    sectionText(document, 'q2').insert(0, 'x'.repeat(300_001));
  },
  'a section whose id is no id': (document) => {
    document.getText('text:../q1').insert(0, 'x');
  },
  'a section without an id': (document) => {
    document.getText('text:').insert(0, 'x');
  },
  // One entry in a root of the first form would make the whole document read as of that form.
  'a paragraph in a root of the first form': (document) => {
    document.getXmlFragment('section:q1').insert(0, [new Y.XmlElement('paragraph')]);
  },
  'words in a root of the first form': (document) => {
    document.getText('section:q1').insert(0, 'x');
  },
  'an attribute of a root of the first form': (document) => {
    document.getMap('section:q1').set('type', 'paragraph');
  },
  'a paragraph in a root of the first form, deleted at once': (document) => {
    document.transact(() => {
      const root = document.getXmlFragment('section:q1');
      root.insert(0, [new Y.XmlElement('paragraph')]);
      root.delete(0, 1);
    });
  },
  'a reason of the first form': (document) => {
    document.getMap('notAnswered').set('q1', 'We have no figures.');
  },
  'an empty reason of the first form': (document) => {
    document.getMap('notAnswered').set('q1', '');
  },
};

test('[CO3 TX16] a text takes characters, five formats and empty markers; anything else closes its connection, and the text is unharmed', async (t) => {
  const live = await openLive(t);
  const ann = live.client('ann');
  await ann.synced();
  addLine(ann.document, 'First words.');
  addLine(ann.document, 'A point.');
  markerIn(ann.document).setAttribute('list', 'bullet');
  sectionText(ann.document, 'q1').format(1, 5, { bold: {} });
  await ann.settled();
  const before = readSection(ann.document, 'q1');
  t.equal(before.length, 2);
  for (const [index, [name, write]] of Object.entries(hostile).entries()) {
    const mallory = live.client(`mallory-${index}`);
    await mallory.synced();
    write(mallory.document);
    await mallory.until('an answer', () => mallory.closed !== null || mallory.durable === mallory.sent);
    t.equal(mallory.closed === null ? 'taken' : await mallory.ending(), 'not-text', name);
    if (mallory.closed !== null) t.ok(mallory.closed.reason.length > 0, `${name}: the writer is told why`);
  }
  ann.type('After.');
  await ann.settled();
  const bob = live.client('bob');
  await bob.synced();
  t.equal(bob.text(), 'First words.\nA point.\nAfter.');
  t.same(readSection(bob.document, 'q1').slice(0, 2), before);
  t.equal(ann.closed, null);
});

test('[TX16] all that the limits allow is taken', async (t) => {
  const live = await openLive(t);
  const ann = live.client('ann');
  await ann.synced();
  addLine(ann.document, 'Words with marks.');
  const marker = markerIn(ann.document);
  for (const [name, value] of Object.entries({ type: 'heading', level: 2, list: 'number', depth: 7, start: 1_000_000 })) {
    marker.setAttribute(name, value);
    setOn(rootIn, name, value)(ann.document);
  }
  for (const mark of ['bold', 'italic', 'superscript', 'subscript']) formats({ [mark]: {} })(ann.document);
  formats({ link: { href: 'mailto:send@hull.example' } })(ann.document);
  formats({ bold: null, link: null })(ann.document);
  for (const name of ['depth', 'start']) marker.removeAttribute(name);
  const text = sectionText(ann.document, 'q2');
  ann.document.transact(() => {
    // With the marker of the first section, 20,000 markers and breaks in all.
    text.insert(0, '\n'.repeat(9_999));
    for (let n = 0; n < 10_000; n += 1) text.insertEmbed(0, new Y.XmlElement(markerName));
    text.insert(text.length, 'x'.repeat(290_000));
  });
  await ann.settled();
  const bob = live.client('bob');
  await bob.synced();
  t.equal(sectionText(bob.document, 'q2').length, 309_999);
  t.same(bob.document.getXmlElement('text:q1').getAttributes(), { type: 'heading', level: 2, list: 'number', depth: 7, start: 1_000_000 });
});
