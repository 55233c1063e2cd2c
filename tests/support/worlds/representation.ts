import type { Visitor } from '../visitor.ts';

// A representation of the demonstration’s first network, begun by its form.

/** The fields of a new representation, as a coordinator types them. */
export const letterFields = {
  title: 'Funding of kinship care after 2027',
  name: 'Ann Other',
  post: 'Minister for Families',
  org: 'Ministry of Families',
  address: '1 Great Street\nLondon',
  email: 'ann.other@ministry.example.org',
  ending: 'send-by',
  'end-day': '1',
  'end-month': '9',
  'end-year': '2027',
  'end-time': '5pm',
  headings: 'Why it matters (300 words)\nWhat we ask for',
};

/** The coordinator begins a representation. Answers the path of its pages. */
export async function beginLetter(coordinator: Visitor, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const { body } = await coordinator.get('/representations/new');
  const nonce = /name="nonce" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const answer = await coordinator.post('/representations/new', { nonce, ...letterFields, ...more });
  if (answer.status !== 303) throw new Error(`${answer.status}\n${answer.body}`);
  return answer.location.replace(/\?.*$/, '');
}

/** The ids of the headings on their page, in order. */
export async function headingIds(coordinator: Visitor, at: string): Promise<readonly string[]> {
  const { body } = await coordinator.get(`${at}/headings`);
  return [...body.matchAll(/name="text-([^"]+)"/g)].map(([, id = '']) => id);
}

/** The hidden fields of the page of headings, as it is now. */
export async function hiddenOf(coordinator: Visitor, at: string): Promise<Readonly<Record<string, string>>> {
  const { body } = await coordinator.get(`${at}/headings`);
  return Object.fromEntries([...body.matchAll(/name="(nonce|over)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
}
