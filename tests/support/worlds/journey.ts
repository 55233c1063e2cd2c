import type { BrowserContext, Page } from 'playwright-core';
import { axe, type Ending, openContext } from '../browser.ts';
import { narrowFaults } from '../narrow.ts';
import type { Running } from '../running.ts';

/** A person at a browser of their own. */
export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly hasScript: boolean;
}

/** Records that the department's online form took the response, under the reference that it gave. */
export async function recordSubmission(page: Page, reference: string): Promise<void> {
  await page.getByLabel('The department’s online form').check();
  await page
    .getByLabel(/reference|response id/i)
    .first()
    .fill(reference);
  await page
    .getByRole('button', { name: /record/i })
    .first()
    .click();
  await page.getByText(reference).first().waitFor();
}

/** What a journey has seen: every page that was visited, and what axe found there. */
export class Visits {
  readonly url: string;
  readonly #t: Ending;
  readonly findings: string[] = [];
  readonly complaints: string[] = [];
  readonly #opening: string;
  #mailbox: Promise<Page> | null = null;

  constructor(t: Ending, { url, opening }: Pick<Running, 'url' | 'opening'>) {
    this.#t = t;
    this.url = url;
    this.#opening = opening;
  }

  /** A fresh browser. */
  async arrive(kind: 'desktop' | 'phone' | 'phone without script'): Promise<Person> {
    const phone = kind !== 'desktop';
    const context = await openContext(this.#t, {
      viewport: phone ? { width: 390, height: 844 } : { width: 1366, height: 800 },
      javaScriptEnabled: kind !== 'phone without script',
      acceptDownloads: true,
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(error.message));
    return { context, page, hasScript: kind !== 'phone without script' };
  }

  /** Looks at the page as it stands; axe needs a browser that runs scripts. */
  async look({ page, hasScript }: Person, name: string): Promise<void> {
    if (!hasScript) return;
    const found = await axe(page);
    this.findings.push(...found.map((finding) => `${name}: ${finding}`));
    const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
    if (wide === true) this.findings.push(`${name}: scrolls sideways`);
    this.findings.push(...(await narrowFaults(page)).map((fault) => `${name} at ${fault}`));
  }

  /** Signs in as anybody does: an address, then the code from the mailbox; and the network, for a member of several. */
  async signIn(person: Person, email: string, network?: string): Promise<void> {
    const { page } = person;
    await page.goto(`${this.url}/sign-in`);
    await this.look(person, 'sign in');
    await page.getByLabel('Work email address').fill(email);
    await page.getByRole('button', { name: 'Continue' }).click();
    await this.look(person, 'check your email');
    const code = /\b(\d{6})\b/.exec(await this.newestMail(email, /\b\d{6}\b/))?.[1] ?? '';
    await page.getByLabel('Six-digit code').fill(code);
    await page.getByRole('button', { name: 'Sign in' }).click();
    if (network !== undefined) {
      await this.look(person, 'which network');
      await page.getByRole('button', { name: network }).click();
    }
    await page.waitForURL('**/work');
    await this.look(person, 'your work');
  }

  async #openMailbox(): Promise<Page> {
    const page = await (await openContext(this.#t)).newPage();
    await page.goto(`${this.url}${this.#opening}`);
    return page;
  }

  /** The plain text of the first mail to an address in the mailbox whose text matches; waits for it. Requests stand before newer mails. */
  async newestMail(address: string, about = /./): Promise<string> {
    const page = await (this.#mailbox ??= this.#openMailbox());
    for (let attempt = 0; attempt < 60; attempt += 1) {
      await page.goto(`${this.url}/mailbox?to=${encodeURIComponent(address)}`);
      const addresses = await page.locator('.cc-mlist a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
      for (const one of addresses) {
        await page.goto(new URL(one, page.url()).href);
        const text = (await page.locator('.cc-mtext').textContent()) ?? '';
        if (about.test(text)) return text;
      }
      await page.waitForTimeout(250);
    }
    throw new Error(`no mail to ${address} about ${String(about)}`);
  }
}
