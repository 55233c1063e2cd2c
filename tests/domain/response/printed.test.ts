import { test } from 'tap';
import { coverageOf, notDrawn, printedAs } from '../../../src/domain/response/printed.ts';

const coverage = coverageOf([
  [0x410, 0x44f],
  [0x20, 0x7e],
  [0x7f, 0xff],
  [0x420, 0x430],
  [0x1f600, 0x1f64f],
]);

test('[SO46] a coverage knows each code point of its ranges, whatever their order', (t) => {
  for (const point of [0x20, 0x7f, 0xff, 0x410, 0x44f, 0x1f600, 0x1f64f]) t.ok(coverage.has(point), point.toString(16));
  for (const point of [0x1f, 0x100, 0x40f, 0x450, 0x1f5ff, 0x1f650]) t.notOk(coverage.has(point), point.toString(16));
  t.notOk(coverageOf([]).has(0x20));
  t.end();
});

test('[SO46] a character that no font draws is printed by its number; white space is printed as a space', (t) => {
  const printed = (text: string): string => Array.from(text, (character) => printedAs(character, coverage)).join('');
  t.equal(printed('Café ж 😀'), 'Café ж 😀');
  t.equal(printed('ᚠ🪿'), '[U+16A0][U+1FABF]');
  t.equal(printed('a\u2028b\u3000c'), 'a b c');
  t.equal(printed('👩\u200d\ufe0f\u00ad'), '[U+1F469]\u200d', 'a joiner shapes its neighbours; a variation selector draws nothing');
  t.end();
});

test('[SO46] the characters that no font draws are listed once each, in the order of the text', (t) => {
  t.same(notDrawn('a [ᚢ] ᚠᚢ b 😀\u3000', coverage), ['ᚢ', 'ᚠ']);
  t.same(notDrawn('plain [text]', coverage), []);
  t.end();
});
