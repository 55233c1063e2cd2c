import type { Page } from 'playwright-core';
import { type Test, t as suite, test } from 'tap';
import { axe, type Ending, noBrowser, resize } from '../support/browser.ts';
import { shot } from '../support/worlds/editor/device.ts';
import { mounted, saved, until, watchReadOut } from '../support/worlds/editor/hands.ts';
import { put, rewrite, selected, shown, written } from '../support/worlds/editor/structure.ts';
import { type EditorWorld, openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 120_000 };

suite.setTimeout(290_000);

/** Two people with the same page; each case takes questions of its own. */
interface Pair {
  readonly world: EditorWorld;
  readonly cerys: Page;
  readonly owen: Page;
  /** A question that no case has used, with this text on both pages. */
  readonly question: (html: string) => Promise<string>;
  /** Waits until both pages show this HTML, or one of these. */
  readonly both: (id: string, wanted: string | readonly string[], said: string) => Promise<void>;
}

type Opened = Pick<Pair, 'world' | 'cerys' | 'owen'> & { readonly fresh: Iterator<string> };

async function open(ending: Ending, questions: number): Promise<Opened> {
  const world = await openEditorWorld(ending, questions);
  const [cerys, owen] = await Promise.all([world.open('cerys'), world.open('owen')]);
  await Promise.all([mounted(cerys), mounted(owen)]);
  // The first six questions have text of many kinds, and options.
  const ids = Array.from({ length: questions - 6 }, (_, index) => `q${index + 7}`);
  return { world, cerys, owen, fresh: ids.values() };
}

let ofFile: Promise<Opened> | null = null;

/** The two people of this file, for one test; or two of their own, with fewer questions. */
async function pair(t: Test, own?: Opened): Promise<Pair> {
  const { fresh, ...two } = own ?? (await (ofFile ??= open(suite, 46)));
  const { cerys, owen } = two;
  const both = async (id: string, wanted: string | readonly string[], said: string): Promise<void> => {
    const forms = typeof wanted === 'string' ? [wanted] : wanted;
    await until(async () => {
      const [here, there] = [await written(cerys, id), await written(owen, id)];
      return here === there && forms.includes(here);
    });
    const here = await written(cerys, id);
    t.equal(await written(owen, id), here, `${said}: the same on both pages`);
    t.equal(here, forms.find((form) => form === here) ?? forms[0], said);
  };
  const question = async (html: string): Promise<string> => {
    const { value: id } = fresh.next() as { readonly value: string };
    await rewrite(owen, id, html);
    await both(id, html, 'the text before');
    return id;
  };
  return { ...two, both, question };
}

/** Does something while Owen is cut off, and waits until both have everything. */
async function apart({ world, cerys, owen }: Pair, acts: () => Promise<void>): Promise<void> {
  await Promise.all([saved(cerys, 'saved'), saved(owen, 'saved')]);
  world.cut('owen');
  await saved(owen, 'offline');
  try {
    await acts();
  } finally {
    world.mend('owen');
  }
  await Promise.all([saved(cerys, 'saved'), saved(owen, 'saved')]);
}

const three = '<p>Before</p><p>alpha beta gamma</p><p>After</p>';

/** An act of Cerys, and the line `alpha beta gamma` with its neighbours before it and after it, by the words of that line. */
interface Act {
  readonly caret: string;
  readonly key: string;
  /** Owen's caret before, in and after the place of the act. */
  readonly carets: readonly [string, string, string];
  readonly made: (words: string) => string;
  /** The act redone, where Owen's caret is at the place of the act and he typed `XY` meanwhile; as made, unless given. */
  readonly redoneAround?: string;
}

const usual = ['al|pha', 'alpha| beta', 'gam|ma'] as const;

const acts: Readonly<Record<string, Act>> = {
  split: {
    caret: 'alpha| beta',
    key: 'Enter',
    carets: usual,
    made: (words) => `<p>Before</p><p>${words.replace(' beta', '</p><p> beta')}</p><p>After</p>`,
    // A marker that comes back stands before the letters that were typed at its place meanwhile.
    redoneAround: '<p>Before</p><p>alphaX</p><p>Y beta gamma</p><p>After</p>',
  },
  join: {
    caret: '|alpha beta',
    key: 'Backspace',
    carets: ['Bef|ore', '|alpha beta', 'gam|ma'],
    made: (words) => `<p>Before${words}</p><p>After</p>`,
  },
  heading: { caret: 'be|ta', key: 'Control+Alt+1', carets: usual, made: (words) => `<p>Before</p><h3>${words}</h3><p>After</p>` },
  bullet: {
    caret: 'be|ta',
    key: 'Control+Shift+8',
    carets: usual,
    made: (words) => `<p>Before</p><ul><li><p>${words}</p></li></ul><p>After</p>`,
  },
};

const plainly = (words: string): string => `<p>Before</p><p>${words}</p><p>After</p>`;

async function together({ cerys, owen, both, question }: Pair, name: string, act: Act, caret: string): Promise<void> {
  const said = `${name}, caret at ${caret}`;
  const id = await question(three);
  await put(owen, id, caret);
  await put(cerys, id, act.caret);
  const from = (made: (words: string) => string, typed: string): string => {
    const [before = '', after = ''] = caret.split('|');
    const whole = made('alpha beta gamma');
    const at = whole.includes(before + after) ? before + after : before;
    return whole.replace(at, at === before ? before + typed : before + typed + after);
  };
  await cerys.keyboard.press(act.key);
  await both(id, act.made('alpha beta gamma'), said);
  await owen.keyboard.type('X');
  await both(id, from(act.made, 'X'), `${said}, typed`);
  await cerys.keyboard.press('Control+z');
  await both(id, from(plainly, 'X'), `${said}, undone`);
  await owen.keyboard.type('Y');
  await both(id, from(plainly, 'XY'), `${said}, undone, typed`);
  await cerys.keyboard.press('Control+y');
  const redone = caret === act.carets[1] && act.redoneAround !== undefined ? act.redoneAround : from(act.made, 'XY');
  await both(id, redone, `${said}, redone`);
  await owen.keyboard.type('Z');
  await both(id, redone.replace('Y', 'YZ'), `${said}, redone, typed`);
}

for (const [name, act] of Object.entries(acts)) {
  test(`[TX4 TX13 TX14] ${name}, undone and redone, with a colleague's caret before, in and after the place`, options, async (t) => {
    const two = await pair(t);
    for (const caret of act.carets) await together(two, name, act, caret);
  });
}

/** Types `X` before, `Y` in and `Z` after the place of an act; from the end, so that the places are found in the words as they were. */
async function typeAround(page: Page, id: string, { carets }: Act): Promise<void> {
  for (const [index, caret] of [...carets.entries()].toReversed()) {
    await put(page, id, caret);
    await page.keyboard.type('XYZ'.charAt(index));
  }
}

/** The forms after an act and the three letters: a letter typed at the very place of a split may stand on either side of it. */
const around: Readonly<Record<string, readonly [made: readonly string[], undone: readonly string[]]>> = {
  split: [
    ['<p>Before</p><p>alXphaY</p><p> beta gamZma</p><p>After</p>', '<p>Before</p><p>alXpha</p><p>Y beta gamZma</p><p>After</p>'],
    [plainly('alXphaY beta gamZma')],
  ],
  join: [
    ['<p>BefXoreYalpha beta gamZma</p><p>After</p>'],
    ['<p>BefXore</p><p>Yalpha beta gamZma</p><p>After</p>', '<p>BefXoreY</p><p>alpha beta gamZma</p><p>After</p>'],
  ],
  heading: [['<p>Before</p><h3>alXphaY beta gamZma</h3><p>After</p>'], [plainly('alXphaY beta gamZma')]],
  bullet: [['<p>Before</p><ul><li><p>alXphaY beta gamZma</p></li></ul><p>After</p>'], [plainly('alXphaY beta gamZma')]],
};

test('[TX4 TX14] an act and words that do not know of each other, either of them offline', options, async (t) => {
  const two = await pair(t);
  const { cerys, owen, both } = two;
  const cases: { id: string; name: string; act: Act; actor: Page; writer: Page }[] = [];
  for (const [name, act] of Object.entries(acts)) {
    cases.push({ id: await two.question(three), name, act, actor: cerys, writer: owen });
    cases.push({ id: await two.question(three), name, act, actor: owen, writer: cerys });
  }
  await apart(two, async () => {
    for (const { id, act, actor, writer } of cases) {
      await put(actor, id, act.caret);
      await actor.keyboard.press(act.key);
      await typeAround(writer, id, act);
    }
  });
  for (const { id, name, actor } of cases) {
    const [made, undone] = around[name] ?? [[], []];
    const who = actor === cerys ? 'words offline' : 'act offline';
    await both(id, made, `${name}, ${who}`);
    await put(actor, id, 'gam|Zma');
    await actor.keyboard.press('Control+z');
    await both(id, undone, `${name}, ${who}, undone`);
    await actor.keyboard.press('Control+y');
    await both(id, made, `${name}, ${who}, redone`);
  }
});

test('[TX13] two carets in a fresh line: the words of both stand whole', options, async (t) => {
  const two = await pair(t);
  const { cerys, owen, both } = two;
  const id = await two.question('<p>head</p>');
  await put(cerys, id, 'head|');
  await cerys.keyboard.press('Enter');
  await both(id, '<p>head</p><p></p>', 'a fresh line');
  await put(owen, id, '|');
  await Promise.all([cerys.keyboard.type('carers', { delay: 20 }), owen.keyboard.type('700', { delay: 20 })]);
  await both(id, ['<p>head</p><p>carers700</p>', '<p>head</p><p>700carers</p>'], 'both typed');
});

test('[TX15] carets and selections of others are drawn at their words after splits', options, async (t) => {
  const two = await pair(t);
  const { cerys, owen } = two;
  const id = await two.question(three);
  await put(owen, id, 'gam|ma');
  await put(cerys, id, 'alpha| beta');
  await until(async () => (await shown(cerys, id)).includes('gam|ma'));
  await cerys.keyboard.press('Enter');
  t.equal(await shown(cerys, id), '<p>Before</p><p>alpha</p><p> beta gam|ma</p><p>After</p>', 'in the same turn');
  const theirs = '<p>Before</p><p>alpha</p><p>| beta gamma</p><p>After</p>';
  await until(async () => (await shown(owen, id)) === theirs);
  t.equal(await shown(owen, id), theirs, 'the caret of the one who split');
  await put(owen, id, '|beta|');
  const marked = '<p>Before</p><p>alpha</p><p> [beta]| gamma</p><p>After</p>';
  await until(async () => (await shown(cerys, id)) === marked);
  t.equal(await shown(cerys, id), marked, 'a selection');
  await put(cerys, id, 'be|ta');
  await cerys.keyboard.press('Enter');
  const parted = '<p>Before</p><p>alpha</p><p> [be]</p><p>[ta]| gamma</p><p>After</p>';
  t.equal(await shown(cerys, id), parted, 'a selection that is split');
});

test('[TX13] a selection stays with its words while a colleague splits and types', options, async (t) => {
  const two = await pair(t);
  const { cerys, owen, both } = two;
  const id = await two.question(three);
  await put(owen, id, '|beta|');
  await put(cerys, id, 'alpha |beta');
  await cerys.keyboard.press('Enter');
  await cerys.keyboard.type('the ');
  await both(id, '<p>Before</p><p>alpha </p><p>the beta gamma</p><p>After</p>', 'split');
  t.equal(await selected(owen, id), 'beta');
  await owen.keyboard.type('X');
  await both(id, '<p>Before</p><p>alpha </p><p>the X gamma</p><p>After</p>', 'typed over');
});

test('a mark chosen for the next key stays chosen while a colleague types', options, async (t) => {
  const two = await pair(t);
  const { cerys, owen, both } = two;
  const id = await two.question(three);
  await put(owen, id, 'alpha| beta');
  await owen.keyboard.press('Control+b');
  await put(cerys, id, 'gamma|');
  await cerys.keyboard.type(' delta');
  await put(cerys, id, 'Before|');
  await cerys.keyboard.press('Enter');
  await both(id, '<p>Before</p><p></p><p>alpha beta gamma delta</p><p>After</p>', 'typed and split');
  await owen.keyboard.type('X');
  await both(id, '<p>Before</p><p></p><p>alpha<strong>X</strong> beta gamma delta</p><p>After</p>', 'bold');
});

test('[TX2 TX4] two people who do the same thing without knowing do it once', options, async (t) => {
  const two = await pair(t);
  const { cerys, owen, both } = two;
  const cases: { id: string; key: string; html: string }[] = [];
  for (const [key, html] of [
    ['Control+Alt+1', '<p>Before</p><h3>alpha beta gamma</h3><p>After</p>'],
    ['Control+Shift+8', '<p>Before</p><ul><li><p>alpha beta gamma</p></li></ul><p>After</p>'],
    ['Control+Shift+7', '<p>Before</p><ol><li><p>alpha beta gamma</p></li></ol><p>After</p>'],
    ['Backspace', '<p>Beforealpha beta gamma</p><p>After</p>'],
  ] as const) {
    cases.push({ id: await two.question(three), key, html });
  }
  await apart(two, async () => {
    for (const { id, key } of cases) {
      for (const page of [cerys, owen]) {
        await put(page, id, '|alpha');
        await page.keyboard.press(key);
      }
    }
  });
  for (const { id, key, html } of cases) await both(id, html, key);
});

const listed = (...items: readonly string[]): string => `<ul>${items.map((item) => `<li><p>${item}</p></li>`).join('')}</ul>`;

test('[TX4] the keys of a list move no words, and the words of a colleague in it stay', options, async (t) => {
  const two = await pair(t);
  const { cerys, owen, both } = two;
  const start = `${listed('One', 'Two', 'Three')}<p>After</p>`;
  const id = await two.question(start);
  await put(owen, id, 'Tw|o');
  const nested = '<ul><li><p>One</p><ul><li><p>Two</p></li><li><p>Three</p></li></ul></li></ul><p>After</p>';
  const steps = [
    ['|Two', 'Tab', `<ul><li><p>One</p>${listed('Two')}</li><li><p>Three</p></li></ul><p>After</p>`],
    ['|Three', 'Tab', nested],
    ['|Two', 'Shift+Tab', `<ul><li><p>One</p></li><li><p>Two</p>${listed('Three')}</li></ul><p>After</p>`],
    ['|Three', 'Backspace', start],
    ['|Two', 'Backspace', `${listed('One')}<p>Two</p>${listed('Three')}<p>After</p>`],
    ['One|', 'Enter', `${listed('One', '')}<p>Two</p>${listed('Three')}<p>After</p>`],
    ['|', 'Enter', `${listed('One')}<p></p><p>Two</p>${listed('Three')}<p>After</p>`],
  ] as const;
  for (const [caret, key, html] of steps) {
    await put(cerys, id, caret);
    await cerys.keyboard.press(key);
    await both(id, html, `${key} at ${caret}`);
    t.equal(await selected(owen, id), 'Tw|o', 'the caret of the colleague');
  }
  await owen.keyboard.type('X');
  const last = steps.at(-1)?.[2].replace('Two', 'TwXo') ?? '';
  await both(id, last, 'typed');
  for (const [,] of steps) await cerys.keyboard.press('Control+z');
  await both(id, start.replace('Two', 'TwXo'), 'all undone');
  for (const [,] of steps) await cerys.keyboard.press('Control+y');
  await both(id, last, 'all redone');
});

test('[TX4 ED9] the tools do as the keys', options, async (t) => {
  const two = await pair(t);
  const { cerys, owen, both } = two;
  const id = await two.question(three);
  await put(owen, id, 'gam|ma');
  await put(cerys, id, 'al|pha');
  for (const [tool, html] of [
    ['Heading', '<p>Before</p><h3>alpha beta gamma</h3><p>After</p>'],
    ['Subheading', '<p>Before</p><h4>alpha beta gamma</h4><p>After</p>'],
    ['Subheading', three],
    ['Bullets', '<p>Before</p><ul><li><p>alpha beta gamma</p></li></ul><p>After</p>'],
    ['Numbers', '<p>Before</p><ol><li><p>alpha beta gamma</p></li></ol><p>After</p>'],
    ['Numbers', three],
    ['Undo', null],
    ['Redo', three],
  ] as const) {
    await cerys.getByRole('button', { name: tool, exact: true }).click();
    if (html !== null) await both(id, html, tool);
  }
  await owen.keyboard.type('X');
  await cerys.keyboard.type('Y');
  await both(id, '<p>Before</p><p>alYpha beta gamXma</p><p>After</p>', 'both carets stayed');
});

test('[ED9] Enter over a selection of several lines deletes it, and then acts as at a caret', options, async (t) => {
  const two = await pair(t);
  const { world, cerys, both } = two;
  const html = `<p>Before</p>${listed('One', 'Two')}<h3>After</h3><p>Last</p>`;
  for (const [words, wanted] of [
    ['T|wo¶Af|ter', `<p>Before</p>${listed('One', 'T', 'ter')}<p>Last</p>`],
    ['|Two¶|After', `<p>Before</p>${listed('One')}<p></p><h3>After</h3><p>Last</p>`],
    ['|One¶Two¶Aft|er', '<p>Before</p><p></p><h3>er</h3><p>Last</p>'],
    ['|One¶|Two', `<p>Before</p>${listed('', 'Two')}<h3>After</h3><p>Last</p>`],
    ['Be|fore¶On|e', `<p>Be</p><p>e</p>${listed('Two')}<h3>After</h3><p>Last</p>`],
    ['|Before¶|One', `${listed('', 'One', 'Two')}<h3>After</h3><p>Last</p>`],
    ['|After¶La|st', `<p>Before</p>${listed('One', 'Two')}<p></p><p>st</p>`],
  ] as const) {
    const id = await two.question(html);
    await put(cerys, id, words);
    await cerys.keyboard.press('Enter');
    await both(id, wanted, words);
    await cerys.keyboard.press('Control+z');
    await both(id, html, `${words}, undone in one step`);
  }
  t.same(world.complaints(cerys), [], 'nothing in the console');
});

test('[ED8 TX13] a word is composed while a colleague writes and splits in the paragraph', options, async (t) => {
  const two = await pair(t);
  const { cerys, owen, both } = two;
  const id = await two.question(three);
  await put(owen, id, 'alpha| beta');
  await put(cerys, id, 'alpha| beta');
  t.ok(await until(async () => (await shown(owen, id)).includes('|')), 'their carets are at one place');
  const ime = await owen.context().newCDPSession(owen);
  await ime.send('Input.imeSetComposition', { text: 'か', selectionStart: 1, selectionEnd: 1 });
  await both(id, plainly('alphaか beta gamma'), 'begun');
  await cerys.keyboard.press('ArrowRight');
  t.ok(await until(async () => (await shown(owen, id)).includes('か|')), 'the caret of a colleague passes the word');
  await ime.send('Input.imeSetComposition', { text: 'かん', selectionStart: 2, selectionEnd: 2 });
  await both(id, plainly('alphaかん beta gamma'), 'gone on');
  await put(cerys, id, '|alphaかん');
  await cerys.keyboard.type('the ');
  await put(cerys, id, ' beta| gamma');
  await cerys.keyboard.press('Enter');
  await saved(cerys, 'saved');
  await ime.send('Input.imeSetComposition', { text: 'かんじ', selectionStart: 3, selectionEnd: 3 });
  t.equal(await written(owen, id), plainly('alphaかんじ beta gamma'), 'the changes of the colleague wait');
  await ime.send('Input.insertText', { text: '漢字' });
  await both(id, '<p>Before</p><p>the alpha漢字 beta</p><p> gamma</p><p>After</p>', 'finished');
  await owen.keyboard.type('Z');
  await both(id, '<p>Before</p><p>the alpha漢字Z beta</p><p> gamma</p><p>After</p>', 'written on');
});

test(
  '[TX17] a writer who was offline is told who removed the paragraph, and gives the words a paragraph of their own',
  options,
  async (t) => {
    // A page of few sections: axe reads all of them.
    const two = await pair(t, await open(t, 8));
    for (const width of [1366, 390]) await stranding(t, two, width);
  },
);

async function stranding(t: Test, two: Pair, width: number): Promise<void> {
  const { cerys, owen, both } = two;
  await resize(owen, width, width === 390 ? 844 : 768);
  const id = await two.question('<p>We agree.</p><p>Short title</p><p>Carers told us so.</p>');
  await put(owen, id, 'title|');
  // When the page learns of the deletion, it names the colleague whose caret is there.
  await put(cerys, id, 'We| agree.');
  t.ok(await until(async () => (await shown(owen, id)).includes('We| agree.')), 'the caret of the colleague is known');
  const readOut = await watchReadOut(owen);
  await apart(two, async () => {
    await owen.keyboard.type(' of 76 words');
    await put(cerys, id, 'agree.|¶Short title|');
    await cerys.keyboard.press('Delete');
  });
  await both(id, '<p>We agree. of 76 words</p><p>Carers told us so.</p>', `${width}: deleted`);
  const notice = owen.locator(`#s-${id} [data-stranded]`);
  const told =
    'Cerys Vaughan, Brighton & Hove, removed the paragraph you were writing in. Your words now stand at the end of the one before.';
  await notice.waitFor();
  t.equal(await notice.locator('span').innerText(), told);
  t.ok(await until(async () => (await readOut()).includes(told)), 'read out');
  t.notOk(await cerys.locator(`#s-${id} [data-stranded]`).isVisible(), 'the writer alone is told');
  await shot(owen, `stranded-${width}`);
  t.same(await axe(owen), [], 'axe');
  await notice.getByRole('button', { name: 'Give them a paragraph of their own' }).click();
  await both(id, '<p>We agree.</p><p> of 76 words</p><p>Carers told us so.</p>', 'a paragraph of their own');
  t.equal(await selected(owen, id), ' of 76 words|', 'the caret is behind the words');
  t.notOk(await notice.isVisible(), 'told once');
  const name = owen.locator(`#s-${id} .cc-caret__name`);
  t.ok(await until(() => name.evaluate((box) => box.getBoundingClientRect().left >= 0)), 'the name at a caret is in the window');
  await shot(owen, `given-${width}`);
  await owen.keyboard.press('Control+z');
  await both(id, '<p>We agree. of 76 words</p><p>Carers told us so.</p>', 'undone alone');
}
