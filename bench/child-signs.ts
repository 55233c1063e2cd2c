import { childSigns } from '../src/domain/privacy/child-signs.ts';
import { type Snippet, snippets } from './child-signs/snippets.ts';

// How many invented snippets that tell who a child is are noticed, and how many others raise a false alarm (PR1).
//   node bench/child-signs.ts

for (const [when, all] of Object.entries(snippets)) judge(`written ${when} the patterns`, all);

const text = [...snippets.before, ...snippets.after].map((snippet) => snippet.text).join(' ');
const long = Array.from({ length: Math.ceil(100_000 / text.length) }, () => text).join('\n');
const started = performance.now();
childSigns(long);
console.log(`${long.length.toLocaleString('en-GB')} characters read in ${(performance.now() - started).toFixed(0)} ms`);

function judge(title: string, all: readonly Snippet[]): void {
  const judged = all.map((snippet) => ({ ...snippet, signs: childSigns(snippet.text) }));
  const telling = judged.filter(({ tells }) => tells);
  const quiet = judged.filter(({ tells }) => !tells);
  const missed = telling.filter(({ signs }) => signs.length === 0);
  const alarms = quiet.filter(({ signs }) => signs.length > 0);
  console.log(
    `${title}: noticed ${share(telling.length - missed.length, telling.length)}, false alarms ${share(alarms.length, quiet.length)}`,
  );
  for (const one of missed) console.log(`  missed       ${one.text}`);
  for (const { text: snippet, signs } of alarms)
    console.log(`  false alarm  ${snippet}  →  ${signs.map(({ kind, found }) => `${kind}: ${found}`).join('; ')}`);
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} (${Math.round((100 * part) / whole)}%)`;
}
