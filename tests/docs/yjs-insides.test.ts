import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';

const root = new URL('../..', import.meta.url).pathname;

/** Exports that Yjs does not document, and its private fields. Yjs 14 moves them. */
const insides =
  /\.store\.(?:clients|pending)|\bstore: ?\{|\{ store \}|\bY\.(?:Item|GC|Skip|Content[A-Z]\w+|createID|compareIDs|getState|getItem|findIndexSS|UpdateEncoderV1|UpdateDecoderV1|createDeleteSetFromStructStore|isDeleted|iterateDeletedStructs)\b|[.{ ]_(?:item|start|map|transaction)\b|\.deleteSet\b/;

/** The places that know them: the live server's reader of updates, the text, the editor's binding, and the words of a device. */
const places = ['src/collab/updates/', 'src/text/', 'client/editor/binding/', 'client/offline/typed.ts'];

test('the insides of Yjs are known in four places, which tell the rest what they need', (t) => {
  const files = globSync('{src,client}/**/*.ts', { cwd: root });
  const knowing = files.filter((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return text.includes("from 'yjs'") && insides.test(text);
  });
  t.same(
    knowing.filter((file) => !places.some((place) => file.startsWith(place))),
    [],
  );
  for (const place of places)
    t.ok(
      knowing.some((file) => file.startsWith(place)),
      place,
    );
  t.end();
});
