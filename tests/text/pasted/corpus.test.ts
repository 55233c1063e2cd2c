import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'tap';
import { Block } from '../../../src/domain/consultation/section.ts';
import { blocksHtml } from '../../../src/text/html.ts';
import { sayLeftOut } from '../../../src/text/pasted/left-out.ts';
import type { Pasted } from '../../../src/text/pasted/read.ts';
import { plainText } from '../../../src/text/plain.ts';
import { noBrowser } from '../../support/browser.ts';
import { openReader } from '../../support/reader-in-page.ts';

// `EXPECT=write` writes the expected files anew. Read their differences before they are committed.

const folder = new URL('../../fixtures/clipboard/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.html'));
const options = { skip: noBrowser };

test('[ED14 ED15] the clipboards of other programs are read as the files beside them say', options, async (t) => {
  const reader = await openReader(t);
  const pastes = names.map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const read = await reader.read(pastes);
  t.ok(names.length >= 18, 'there is a corpus');
  for (const [index, name] of names.entries()) {
    t.match(pastes[index], /^<!-- Source: .{20,} -->/, `${name} names its source`);
    const file = new URL(name.replace('.html', '.txt'), folder);
    const pasted = read[index];
    if (pasted === undefined) throw new TypeError('a paste was not read');
    if (process.env['EXPECT'] === 'write') writeFileSync(file, written(pasted));
    t.equal(written(pasted), readFileSync(file, 'utf8'), name);
    for (const block of pasted.blocks) Block.parse(block);
  }
});

/** The notice of a paste, then a line for each block. */
function written({ blocks, leftOut }: Pasted): string {
  return [`Notice: ${sayLeftOut(leftOut)}`, ...blocks.map((block) => blocksHtml([block])), ''].join('\n');
}

interface Made {
  readonly html: string;
  /** The words of it that are seen, in their order. */
  readonly seen: readonly string[];
}

let count = 0;
const word = fc.constant(null).map((): Made => {
  count += 1;
  return { html: `w${count} `, seen: [`w${count}`] };
});
// At the end of a block no space parts it from the next.
const last = word.map(({ html, seen }): Made => ({ html: html.trim(), seen }));
const joined = (parts: readonly Made[]): Made => ({
  html: parts.map(({ html }) => html).join(''),
  seen: parts.flatMap(({ seen }) => seen),
});
const inside = (open: string, close: string, parts: readonly Made[]): Made => ({
  html: open + joined(parts).html + close,
  seen: joined(parts).seen,
});
const unseen = (open: string, close: string, parts: readonly Made[]): Made => ({ html: open + joined(parts).html + close, seen: [] });

const wraps = ['b', 'i', 'sup', 'u', 'span', 'font', 'o:p', 'a', 'ins', 'code', 'label'].map((tag) => [`<${tag}>`, `</${tag}>`] as const);
const styled = ['font-weight:700', 'vertical-align:super', 'mso-bidi-font-weight:bold', 'color:red;font-style:italic'].map(
  (style) => [`<span style='${style}'>`, '</span>'] as const,
);
const hiding = [
  ['<del>', '</del>'],
  ['<span class=msoDel>', '</span>'],
  ["<span style='display:none;mso-hide:all'>", '</span>'],
  ['<strike>', '</strike>'],
  ['<template>', '</template>'],
] as const;
const blocks = [
  ['<p>', '</p>'],
  ['<div>', '</div>'],
  ['<h2>', '</h2>'],
  ['<p class=MsoNormal style="margin-left:36pt">', '</p>'],
  [
    "<p class=MsoListParagraph style='margin-left:36pt;mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>",
    '</p>',
  ],
  [
    "<p class=MsoListParagraph style='margin-left:72pt;mso-list:l0 level3 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>",
    '</p>',
  ],
] as const;
const around = [
  ['<ul><li>', '</li></ul>'],
  ['<ol start=3><li>', '</li></ol>'],
  ['<blockquote>', '</blockquote>'],
  ['<table><tr><td>', '</td><td>x</td></tr></table>'],
  ['<table role=presentation><tr><td>', '</td></tr></table>'],
  ['<section><div>', '</div></section>'],
  ['<ul><ul><li>', '</li></ul></ul>'],
] as const;

const { paste } = fc.letrec<{ inline: Made; block: Made; paste: Made }>((tie) => ({
  inline: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'inline' },
    { arbitrary: word, weight: 3 },
    fc.constant<Made>({ html: '<br>', seen: [] }),
    fc
      .tuple(fc.constantFrom(...wraps, ...styled), fc.array(tie('inline'), { maxLength: 3 }))
      .map(([[open, close], parts]) => inside(open, close, parts)),
    fc
      .tuple(fc.constantFrom(...hiding), fc.array(tie('inline'), { maxLength: 2 }))
      .map(([[open, close], parts]) => unseen(open, close, parts)),
  ),
  block: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'block' },
    fc
      .tuple(fc.constantFrom(...blocks), fc.array(tie('inline'), { maxLength: 4 }), last)
      .map(([[open, close], parts, end]) => inside(open, close, [...parts, end])),
    fc
      .tuple(fc.constantFrom(...around), fc.array(tie('block'), { maxLength: 3 }))
      .map(([[open, close], parts]) => inside(open, close, parts)),
  ),
  paste: fc.array(tie('block'), { maxLength: 6 }).map(joined),
}));

test('[ED15] every word that is seen comes in once and in order, and no word that is not', options, async (t) => {
  const reader = await openReader(t);
  const pastes = fc.sample(paste, { numRuns: 800, seed: 7 });
  const read = await reader.read(pastes.map(({ html }) => html));
  let wrong = 0;
  for (const [index, { html, seen }] of pastes.entries()) {
    const words = plainText(read[index]?.blocks ?? []).match(/\bw\d+\b/g) ?? [];
    const same = words.join(' ') === seen.join(' ');
    if (!same) wrong += 1;
    if (!same && wrong < 4) t.same(words, seen, html);
    for (const block of read[index]?.blocks ?? []) Block.parse(block);
  }
  t.equal(wrong, 0, `${pastes.length} pastes, ${count} words`);
});

test('[ED14] hostile and very large pastes are read, and quickly', options, async (t) => {
  const reader = await openReader(t);
  const many = (part: string, times: number): string => part.repeat(times);
  const rows = many(`<tr>${many('<td>cell</td>', 8)}</tr>`, 8000);
  const pastes = [
    `${many('<div>', 100_000)}deep`,
    `${many('<b><i>', 50_000)}deep`,
    `${many('<div>', 400)}deep${many('</div>', 400)}`,
    many("<p class=MsoNormal style='margin-left:36pt;color:red'>A line of the paste that is <b>five</b> megabytes long.</p>", 45_000),
    `<table>${rows}</table>`,
    `<table><tr><td colspan=999999999 rowspan=999999999>wide</td><td>x</td></tr></table>`,
    `<p style="${many('(', 200_000)}">odd</p><style>${many('/*', 100_000)}</style><style>${many('@media{a{', 30_000)}</style><p>end</p>`,
    many('<table><tr><td>', 2000),
    `<style>${many('a,', 100_000)}a{font-weight:bold}</style>${many('<del>x</del> ', 20_000)}kept`,
  ];
  for (const [index, html] of pastes.entries()) {
    const { milliseconds } = await reader.measure(html);
    // A generous limit for a busy machine: anything quadratic takes minutes.
    t.ok(milliseconds < 15_000, `paste ${index} took ${Math.round(milliseconds)} ms`);
  }
});
