import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { t as file } from 'tap';
import { closeBrowser, resize } from '../tests/support/browser.ts';
import { caretIn, mounted, saved } from '../tests/support/worlds/editor/hands.ts';
import { type EditorWorld, openEditorWorld } from '../tests/support/worlds/editor/world.ts';

// Takes pictures of the response page in each of its states, on a desktop, on a phone, at 400% zoom and in high contrast, for
// a person to look at: node bench/pictures.ts <folder> [state…]

// A server's process belongs to a file of tap, which would end it after 30 s.
file.setTimeout(0);

const [folder = '', ...wanted] = process.argv.slice(2);
if (folder === '') throw new TypeError('node bench/pictures.ts <folder> [state…]');
mkdirSync(folder, { recursive: true });

const looks = [
  { name: 'desktop', width: 1280, height: 800, colours: null },
  { name: 'contrast', width: 1280, height: 800, colours: 'active' },
  { name: 'phone', width: 390, height: 844, colours: null },
  { name: 'zoom', width: 320, height: 256, colours: null },
] as const;

/** Brings a fresh world to a state, and answers the page to look at. */
type Reach = (world: EditorWorld) => Promise<Page>;

const states: Readonly<Record<string, Reach>> = {
  writing: async (world) => {
    const [page, owen, joanna] = [await enter(world), await world.open('owen'), await world.open('joanna')];
    await Promise.all([mounted(owen), mounted(joanna)]);
    await caretIn(owen, 'q1');
    await caretIn(joanna, 'q2');
    await caretIn(page, 'q1');
    await page.keyboard.type(' More words.');
    await saved(page, 'saved');
    await page.locator('#s-q1 .cc-caret').waitFor();
    return page;
  },
  saving: async (world) => {
    const page = await enter(world);
    world.server.kill('SIGSTOP');
    await page.keyboard.type(' More words.');
    await saved(page, 'saving');
    return page;
  },
  'not-saved': async (world) => {
    const page = await enter(world);
    world.server.kill('SIGSTOP');
    await page.keyboard.type(' More words.');
    await saved(page, 'not-saved', 20_000);
    return page;
  },
  offline: async (world) => {
    const page = await enter(world);
    world.cut('cerys');
    await saved(page, 'offline');
    await page.keyboard.type(' Offline.');
    await page.locator('[data-strip]').getByText('9 changes are kept').waitFor();
    return page;
  },
  'too-late': tooLate,
  locked: async (world) => {
    const page = await enter(world);
    await world.order({ do: 'lock' });
    await saved(page, 'locked', 30_000);
    return page;
  },
  'opened-again': async (world) => {
    const page = await tooLate(world);
    await world.order({ do: 'reopen' });
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await saved(page, 'replaced');
    return page;
  },
  decided: async (world) => {
    const page = await tooLate(world);
    await world.order({ do: 'reopen' });
    await world.order({ do: 'decide', who: 'cerys', section: 'q1', became: 'brought' });
    await world.order({ do: 'decide', who: 'cerys', section: 'q6', became: 'left-out' });
    await page.reload();
    await mounted(page);
    await page.locator('[data-strip]').getByText('Left out').waitFor();
    return page;
  },
  'over-limit': async (world) => {
    const page = await enter(world, 'q4');
    await page.keyboard.insertText('word '.repeat(262));
    await page.locator('#s-q4 [data-excess]').getByText('over the limit').waitFor();
    return page;
  },
  reading: async (world) => {
    const page = await world.open('rhian');
    await mounted(page);
    await saved(page, 'reading');
    return page;
  },
};

async function enter(world: EditorWorld, question = 'q1'): Promise<Page> {
  const page = await world.open('cerys');
  await mounted(page);
  await saved(page, 'saved');
  await caretIn(page, question);
  return page;
}

/** Words, a choice and a reason that came after the lock. */
async function tooLate(world: EditorWorld): Promise<Page> {
  const page = await enter(world);
  world.cut('cerys');
  await saved(page, 'offline');
  await page.keyboard.type(' Too late.');
  await page.locator('#s-q6 input[type="radio"]').nth(3).check();
  await page.locator('#n-q4').check();
  await page.locator('#r-q4').fill('Each council answers this by itself.');
  await world.order({ do: 'lock' });
  world.mend('cerys');
  await saved(page, 'too-late', 60_000);
  await page.locator('#s-q1 .cc-late-word').waitFor();
  return page;
}

async function takePictures(page: Page, state: string): Promise<void> {
  for (const { name, width, height, colours } of looks) {
    await page.emulateMedia({ forcedColors: colours });
    await resize(page, width, height);
    await page.evaluate(() => {
      scrollTo(0, 0);
    });
    await page.screenshot({ path: join(folder, `${state}-${name}.png`) });
    await page.evaluate(() => {
      const writing = document.activeElement?.closest('[data-section]') ?? document.querySelector('#s-q4');
      writing?.scrollIntoView({ block: 'center' });
    });
    await page.screenshot({ path: join(folder, `${state}-${name}-answer.png`) });
    for (const marked of await page.locator('.cc-late-mark, .cc-choice__late').all()) {
      await marked.scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(folder, `${state}-${name}-mark.png`) });
    }
  }
}

for (const [state, reach] of Object.entries(states)) {
  if (wanted.length > 0 && !wanted.includes(state)) continue;
  const endings: (() => unknown)[] = [];
  const world = await openEditorWorld({ teardown: (act) => endings.push(act) }, 12);
  await takePictures(await reach(world), state);
  for (const end of endings.reverse()) await end();
  console.log(state);
}
await closeBrowser();
process.exit(0);
