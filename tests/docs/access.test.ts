import { test } from 'tap';
import { accessPage } from '../../scripts/access-table.ts';

test('[AC1] docs/access.md has the table of the source', (t) => {
  const { is, shouldBe } = accessPage();
  t.equal(is, shouldBe, 'npm run access:table writes it');
  t.end();
});
