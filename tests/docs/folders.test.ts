import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';

const root = new URL('../../', import.meta.url).pathname;
const most = 20;

test('no folder of the source holds more than 20 files', (t) => {
  for (const top of ['src', 'client']) {
    const entries = readdirSync(join(root, top), { recursive: true, withFileTypes: true });
    const counts = new Map<string, number>();
    for (const entry of entries) {
      if (entry.isFile()) counts.set(entry.parentPath, (counts.get(entry.parentPath) ?? 0) + 1);
    }
    t.ok(counts.size > 0, `${top} was read`);
    for (const [folder, count] of counts) t.ok(count <= most, `${folder.slice(root.length)} holds ${count} files`);
  }
  t.end();
});
