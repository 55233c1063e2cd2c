import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { caretIn, mounted, saved, until } from './hands.ts';
import type { EditorWorld } from './world.ts';

/** A row of what the device keeps, as anybody who uses it could read it. */
export interface Row {
  readonly member: string;
  readonly room: string;
  readonly tab: string;
  readonly n: number;
  /** What lies there, byte for byte as Latin letters. */
  readonly raw: string;
}

/** Everything that lies in the browser's database for this origin, whoever it belongs to. */
export async function rowsIn(page: Page): Promise<readonly Row[]> {
  return page.evaluate(async () => {
    const opening = indexedDB.open('concord');
    const opened = await new Promise<IDBDatabase>((resolve, reject) => {
      opening.onsuccess = () => {
        resolve(opening.result);
      };
      opening.onerror = () => {
        reject(new Error('no database'));
      };
    });
    if (!opened.objectStoreNames.contains('kept')) return [];
    const asking = opened.transaction('kept').objectStore('kept').getAll() as IDBRequest<(Omit<Row, 'raw'> & { box: Uint8Array })[]>;
    const found = await new Promise<(Omit<Row, 'raw'> & { box: Uint8Array })[]>((resolve) => {
      asking.onsuccess = () => {
        resolve(asking.result);
      };
    });
    opened.close();
    return found.map(({ box, ...row }) => ({ ...row, raw: Array.from(box, (byte) => String.fromCharCode(byte)).join('') }));
  });
}

/** Waits until the device keeps nothing; answers whether it came to that. */
export const noRows = (page: Page): Promise<boolean> => until(async () => (await rowsIn(page)).length === 0);
/** Waits until the device keeps an edit. */
export const someRows = (page: Page): Promise<boolean> => until(async () => (await rowsIn(page)).some(({ n }) => n > 0));

/** The page is gone as in a crash: nothing of it runs any more, and the warning is not asked. */
export async function again(page: Page): Promise<Page> {
  const context = page.context();
  const url = page.url();
  await page.close({ runBeforeUnload: false });
  const next = await context.newPage();
  await next.goto(url);
  return next;
}

const shots = process.env['SHOTS'];

/** Takes a picture for a person to look at, into the folder `SHOTS` names. */
export async function shot(page: Page, name: string): Promise<void> {
  if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
}

/** Somebody writes in a text that is cut off; every key is said to be kept, so that their tab may crash. */
export async function leftBehind(world: EditorWorld, words: string): Promise<Page> {
  const page = await world.open('cerys');
  await mounted(page);
  await saved(page, 'saved');
  await caretIn(page, 'q1');
  world.cut('cerys');
  await saved(page, 'offline');
  await page.keyboard.type(words);
  await page.locator('[data-strip]').getByText(`${words.length} changes are kept on this device`).waitFor();
  return page;
}
