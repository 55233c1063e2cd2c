import fc from 'fast-check';
import { test } from 'tap';
import { cleanLine, cleanText } from '../../../src/domain/consultation/wording.ts';
import { EmailAddress } from '../../../src/domain/network/member.ts';
import { readClock } from '../../../src/domain/typed/clock.ts';
import { readDayOfMonth, readMonth, readWhole, readYear } from '../../../src/domain/typed/date.ts';
import { readEmail } from '../../../src/domain/typed/email.ts';
import { readLink } from '../../../src/domain/typed/link.ts';
import { nameOfCharacter, plainTyped } from '../../../src/domain/typed/read.ts';
import { withoutInvisible } from '../../../src/domain/typed/unseen.ts';

const hidden = ['\u200b', '\u00ad', '\ufeff', '\u202e', '\u2066', '\u0007', '\u200f', '\u180e', '\u2060'];

/** Texts into which characters that nobody sees are strewn. */
function strewn(text: string) {
  return fc
    .array(fc.tuple(fc.nat(text.length), fc.constantFrom(...hidden)), { maxLength: 6 })
    .map((places) => places.reduce((sum, [at, character]) => sum.slice(0, at) + character + sum.slice(at), text));
}

test('[SF1] characters that nobody sees change no short field', (t) => {
  const pairs: readonly (readonly [string, (typed: string) => unknown])[] = [
    ['n.farrow@example.org', readEmail],
    ['https://www.gov.uk/page', readLink],
    ['11:45pm', readClock],
    ['Sept', readMonth],
    ['1,200', readWhole],
    ['Nadia Farrow', cleanLine],
    ['One.\nTwo.', cleanText],
  ];
  for (const [text, reader] of pairs) {
    fc.assert(fc.property(strewn(text), (typed) => JSON.stringify(reader(typed)) === JSON.stringify(reader(text))));
  }
  t.end();
});

test('[SF1] a name keeps the joiners that its script needs, and no other character that nobody sees', (t) => {
  t.equal(cleanLine('Al\u202eeve'), 'Aleve');
  t.equal(cleanLine('\u00a0 Nadia\u2003 \u2800Farrow\u2800'), 'Nadia Farrow');
  t.equal(cleanLine('شیر\u200cین'), 'شیر\u200cین', 'a non-joiner between Persian letters');
  t.equal(cleanLine('क्\u200dष'), 'क्\u200dष', 'a joiner after a Devanagari letter');
  t.equal(cleanLine('An\u200cna'), 'Anna', 'Latin letters need none');
  t.equal(cleanLine('Ann\u{e0041}\u{e0042}'), 'Ann', 'tag characters spell words that nobody sees');
  t.equal(cleanLine('e\u200b\u0301'), 'é', 'in normal form C once the zero-width space is gone');
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (typed) => cleanLine(cleanLine(typed)) === cleanLine(typed)));
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (typed) => cleanText(cleanText(typed)) === cleanText(typed)));
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (typed) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(cleanLine(typed))));
  t.end();
});

const addresses = [
  'will.word@kent.gov.uk',
  ' Will.Word@Kent.gov.uk ',
  'Will Word <will.word@kent.gov.uk>',
  '"Word, Will" <will.word@kent.gov.uk>;',
  'Will Word (will.word@kent.gov.uk)',
  'Will Word [mailto:will.word@kent.gov.uk]',
  'will.word@kent.gov.uk;',
  'will.word@kent.gov.uk,',
  'will.word@kent.gov.uk.',
  'mailto:will.word@kent.gov.uk?subject=Hello',
  'MAILTO:Will.Word@KENT.GOV.UK',
  '“will.word@kent.gov.uk”',
  "'will.word@kent.gov.uk'",
  '<will.word@kent.gov.uk>',
  'E-mail: will.word@kent.gov.uk',
  'will.word＠kent.gov.uk',
];

test('[SF3] an address is taken out of what mail programs copy', (t) => {
  for (const typed of addresses) t.same(readEmail(typed), { ok: true, value: 'will.word@kent.gov.uk' }, typed);
  t.same(readEmail('m.o’brien@example.org'), { ok: true, value: "m.o'brien@example.org" });
  t.same(readEmail('a?b@example.org'), { ok: true, value: 'a?b@example.org' });
  t.same(readEmail('jo@bücher.example'), { ok: true, value: 'jo@xn--bcher-kva.example' });
  t.same(readEmail('jo@пример.рф'), { ok: true, value: 'jo@xn--e1afmkfd.xn--p1ai' });
  t.end();
});

const noAddresses = [
  ['nadia', /has an @/],
  ['', /has an @/],
  ['@example.org', /Nothing stands before the @/],
  ['n farrow@example.org', /cannot have the space/],
  ['zoë@example.org', /Before the @, an address cannot have “ë”/],
  ['a@@example.org', /more than one @/],
  ['a@example.org, b@example.org', /more than one address/],
  ['A <a@example.org>; B <b@example.org>', /2 addresses here/],
  ['a..b@example.org', /a dot stands between two letters/],
  ['a@kent', /with a dot/],
  ['a@exam ple.org', /After the @, an address cannot have the space/],
  ['a@exam_ple.org', /cannot have “_”/],
  ['a@-kent.gov.uk', /“-kent\.gov\.uk” is not the name of a mail server/],
  ['a@ü.-ö-.\u0301x', /is not the name of a mail server/],
  [`${'a'.repeat(250)}@kent.gov.uk`, /254 characters/],
] as const;

test('[SF2] [SF3] a refused address names what is in the way, and how to write it', (t) => {
  for (const [typed, why] of noAddresses) t.match(readEmail(typed), { ok: false, why }, JSON.stringify(typed));
  t.equal(nameOfCharacter('\u0301'), 'the character U+0301');
  t.end();
});

test('[SF3] every address that is read can be kept, and reads as itself', (t) => {
  const part = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z]$/);
  fc.assert(
    fc.property(part, part, fc.constantFrom('.org', '.gov.uk', '.рф'), (name, host, top) => {
      const once = readEmail(`${name}@${host}${top}`);
      return once.ok && EmailAddress.safeParse(once.value).success && JSON.stringify(readEmail(once.value)) === JSON.stringify(once);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
      const got = readEmail(typed);
      return got.ok ? EmailAddress.safeParse(got.value).success : got.why !== '';
    }),
  );
  t.end();
});

test('[SF4] a link is read as people copy it', (t) => {
  for (const [typed, value] of [
    ['www.gov.uk/x', 'https://www.gov.uk/x'],
    ['gov.uk/send', 'https://gov.uk/send'],
    [' <https://www.gov.uk/x> ', 'https://www.gov.uk/x'],
    ['“https://www.gov.uk/x”.', 'https://www.gov.uk/x'],
    ['HTTPS://www.gov.uk/x?a=1#b', 'HTTPS://www.gov.uk/x?a=1#b'],
    ['http://localhost:3000/x', 'http://localhost:3000/x'],
    ['consult.kent.gov.uk:8443/x', 'https://consult.kent.gov.uk:8443/x'],
    ['//www.gov.uk/x', 'https://www.gov.uk/x'],
    ['https://en.wikipedia.org/wiki/Kent_(county)', 'https://en.wikipedia.org/wiki/Kent_(county)'],
  ] as const) {
    t.same(readLink(typed), { ok: true, value }, typed);
  }
  for (const [typed, why] of [
    ['javascript:alert(1)', /this one begins with “javascript:”/],
    ['mailto:a@b.org', /“mailto:”/],
    ['ftp://x.org', /“ftp:”/],
    ['www.gov.uk/a b', /cannot have the space/],
    ['the page', /cannot have the space/],
    ['page', /looks like https:\/\/www\.gov\.uk\/page/],
    ['https://', /looks like/],
    ['https://a..b:x/', /looks like/],
    [`https://x.org/${'a'.repeat(2048)}`, /2,048 characters/],
  ] as const) {
    t.match(readLink(typed), { ok: false, why }, typed);
  }
  t.end();
});

test('[SF5] a time of day is read as people write it', (t) => {
  for (const [typed, hour, minute] of [
    ['11:45 p.m.', 23, 45],
    ['11.45 P.M.', 23, 45],
    ['11:45pm.', 23, 45],
    ['by 5 p. m.', 17, 0],
    ['12 noon', 12, 0],
    ['12:00 noon', 12, 0],
    ['midday', 12, 0],
    ['17:00hrs', 17, 0],
    ['1700', 17, 0],
    ['0900 hrs', 9, 0],
    ['17h', 17, 0],
    ['17h30', 17, 30],
    ['17:00:00', 17, 0],
    ['17:00pm', 17, 0],
    ['1145pm', 23, 45],
    ['11:45pm, UK time', 23, 45],
    ['11:45pm (UK)', 23, 45],
    ['11\u00a0:\u00a045 pm', 23, 45],
    ['１１：４５ｐｍ', 23, 45],
    ['0:30am', 0, 30],
    ['12:30am', 0, 30],
    ['23:59', 23, 59],
  ] as const) {
    t.same(readClock(typed), { ok: true, value: { hour, minute, zone: null } }, typed);
  }
  t.match(readClock('11:45pm BST'), { value: { hour: 23, zone: { name: 'BST', offset: 60 } } });
  t.match(readClock('11:45 p.m. (GMT)'), { value: { hour: 23, zone: { name: 'GMT', offset: 0 } } });
  t.match(readClock('23:45utc'), { value: { hour: 23, zone: { name: 'UTC', offset: 0 } } });
  t.match(readClock('noon BST'), { value: { hour: 12, zone: { name: 'BST' } } });
  t.end();
});

test('[SF2] [SF5] a time that could be two is refused, and says how to write each', (t) => {
  for (const typed of ['midnight', '12 midnight', '12:00 midnight', '24:00', '2400hrs', 'midnight BST']) {
    t.match(readClock(typed), { ok: false, why: /start of a day or its end.*11:59pm.*0:00/ }, typed);
  }
  t.match(readClock('5'), { why: 'Say which half of the day: 5am or 5pm' });
  t.match(readClock(' '), { why: /Give a time/ });
  for (const typed of ['15', '0', 'tea time', '11:4', '930', '11:45:30pm'])
    t.match(readClock(typed), { why: 'Write the time like 11:45pm or 23:45' }, typed);
  for (const typed of ['11:60pm', '25:00', '13pm', '0pm', '0:30pm', '13:30am'])
    t.match(readClock(typed), { why: /There is no such time/ }, typed);
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (typed) => typeof readClock(typed).ok === 'boolean'));
  t.end();
});

test('[SF5] a day, a month, a year and a number are read as people write them', (t) => {
  for (const typed of ['4', '04', '4th', '4.', 'Thursday 4', 'Thu, 4th', ' 4\u200b'])
    t.same(readDayOfMonth(typed), { ok: true, value: 4 }, typed);
  for (const typed of ['9', '09', 'sep.', 'Sept', 'September', 'SEPT.']) t.same(readMonth(typed), { ok: true, value: 9 }, typed);
  t.same(readYear('2026.'), { ok: true, value: 2026 });
  for (const [typed, whole] of [
    ['1,200', 1200],
    ['1 200', 1200],
    ['250', 250],
    ['1,000,000', 1_000_000],
    ['1,20', null],
    ['-1', null],
    ['1.5', null],
    ['', null],
  ] as const) {
    t.equal(readWhole(typed), whole, typed);
  }
  t.match(readDayOfMonth('4 June 2026'), { why: /the day alone/ });
  t.match(readDayOfMonth('04/06/2026'), { why: /the day alone/ });
  t.match(readDayOfMonth('0'), { why: /from 1 to 31/ });
  t.match(readMonth('Ju'), { why: /from 1 to 12/ });
  t.match(readYear('26'), { why: /4 numbers/ });
  t.end();
});

test('[SF1] [SO40] a joiner is judged by the text that stands before it', (t) => {
  t.equal(withoutInvisible('\u200cن', 'ا'), '\u200cن');
  t.equal(withoutInvisible('\u200ca', 'n\u200b'), 'a');
  t.end();
});

test('[SF1] a text reads as one line without odd spaces', (t) => {
  t.equal(plainTyped(' a\u2003b\ud800 '), 'a b\ufffd');
  t.end();
});

test('[SF8] a long hostile value is read or refused at once', (t) => {
  const readers = { readEmail, readLink, readClock, readMonth, readDayOfMonth };
  const runs = ['@', '<@', '.', '"', "'", ',', ', ', '?', '(', 'a@', 'a.', '-'];
  const ends = [['', 'x'] as const, ['<', '!'] as const, ['a@', '/x'] as const];
  const slow: string[] = [];
  for (const [name, reader] of Object.entries(readers)) {
    for (const run of runs) {
      for (const [before, after] of ends) {
        const typed = before + run.repeat(60_000 / run.length) + after;
        const since = process.cpuUsage();
        reader(typed);
        const took = process.cpuUsage(since).user / 1_000;
        if (took > 1_500) slow.push(`${name} took ${took} ms for ${before}${run}…${after}`);
      }
    }
  }
  t.same(slow, []);
  t.end();
});

test('[SF3] [SF4] [SF5] signs around a value are left out in any number and order', (t) => {
  t.same(readEmail('"“<a.b@example.org>”".,;'), { ok: true, value: 'a.b@example.org' });
  t.same(readEmail(' mailto:"a.b@example.org"?subject=Hello?&body=x@y '), { ok: true, value: 'a.b@example.org' });
  t.match(readEmail('.,;:'), { ok: false });
  t.same(readLink('<<"www.gov.uk/x">>.,;'), { ok: true, value: 'https://www.gov.uk/x' });
  t.same(readClock('11:45pm, , (UK time)'), { ok: true, value: { hour: 23, minute: 45, zone: null } });
  t.same(readClock('11:45pm, , (GMT)'), { ok: true, value: { hour: 23, minute: 45, zone: { name: 'GMT', offset: 0 } } });
  t.end();
});
