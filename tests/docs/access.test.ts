import { test } from 'tap';
import { accessPage } from '../../scripts/access-table.ts';

test('[AC1] docs/access.md says who may do what as the table says it', (t) => {
  const { is, shouldBe } = accessPage();
  t.equal(is, shouldBe, 'npm run access:table writes it');
  t.end();
});
