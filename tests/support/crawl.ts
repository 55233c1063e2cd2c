import { decoded } from './posted-form.ts';
import type { Answer, Visitor } from './visitor.ts';

/** Pages of which one of many is enough: each member, each question without script, each entry. */
const oneOf: readonly RegExp[] = [
  /^\/network\/members\/[^/]+$/,
  /^\/network\/record\/[^/]+$/,
  /\/questions\/q[^/]+$/,
  /\/response\/[^/]+$/,
  /\/history\/[^/]+$/,
  /\/history\/added\/[^/]+$/,
  /\?kind=[^&]+$/,
  /\/documents\/[^/]+$/,
  /\/sign-off\/rounds\/\d+$/,
  /\/late\/[^/]+$/,
];

/** Follows every link from *Your work* and calls `look` with each page. Answers the number of pages. */
export async function crawl(browser: Visitor, look: (page: Answer & { readonly path: string }) => void): Promise<number> {
  const queue = ['/work'];
  const known = new Set(queue);
  const kinds = new Set<string>();
  let pages = 0;
  for (;;) {
    const path = queue.shift();
    if (path === undefined) return pages;
    const kind = oneOf.find((one) => one.test(path));
    if (kind !== undefined && kinds.has(String(kind))) continue;
    kinds.add(String(kind ?? path));
    const answer = await browser.get(path);
    pages += 1;
    if (answer.status >= 300 && answer.status < 400) {
      if (answer.location.startsWith('/') && !known.has(answer.location)) queue.push(answer.location);
      known.add(answer.location);
      continue;
    }
    look({ path, ...answer });
    if (!String(answer.headers['content-type']).startsWith('text/html')) continue;
    const main = answer.body.slice(answer.body.indexOf('<body'));
    for (const [, href = ''] of main.matchAll(/<a\b[^>]*\shref="(\/[^"]*)/g)) {
      const next = decoded(href).replace(/#.*/, '');
      if (known.has(next) || /^\/(?:assets|start|mailbox|sign-in|sign-out|d)\b/.test(next)) continue;
      known.add(next);
      queue.push(next);
    }
  }
}
