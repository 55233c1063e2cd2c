import { test } from 'tap';
import { architecturePage } from '../../scripts/arrows-table.ts';

test('docs/architecture.md says who may import whom as the rules say it', async (t) => {
  const { is, shouldBe } = await architecturePage();
  t.equal(is, shouldBe, 'npm run arrows:table writes it');
});
