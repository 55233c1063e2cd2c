import { readFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test, type Test } from 'tap';
import ts from 'typescript';
import { type Act, type Circumstance, type Duty, whyNotMay } from '../../src/domain/network/access.ts';
import type { Refused } from '../../src/domain/outcome.ts';
import { type RightsWorld, type Who, everybody, networkId, openRightsWorld } from '../support/worlds/rights.ts';
import { type Row, dutiesIn, rows } from './rows.ts';

// Runs every command as every kind of actor, against a real store, and compares the answer with the table of rights.

const features = fileURLToPath(new URL('../../src/features', import.meta.url));
const src = fileURLToPath(new URL('../../src', import.meta.url));

/** Every exported function of a feature, of the drafts below them, or of the removal of words, that takes an actor, by file and name. */
function commandsInSource(): readonly string[] {
  return globSync(['features/**/*.ts', 'drafts/**/*.ts', 'removal/**/*.ts'], { cwd: src }).flatMap((path) => {
    const file = path.replace(/^features\//, '');
    const source = ts.createSourceFile(file, readFileSync(join(src, path), 'utf8'), ts.ScriptTarget.Latest, true);
    return source.statements
      .filter(ts.isFunctionDeclaration)
      .filter((one) => one.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true)
      .filter((one) => one.parameters.some(({ type }) => /\b(Actor|Person|Sitter|System)\b/.test(type?.getText(source) ?? '')))
      .map((one) => `${file} ${one.name?.text ?? ''}`);
  });
}

test('[AC2] every command of the source has a row here', (t) => {
  const named = [...new Set(Object.keys(rows).map((name) => name.split(': ')[0] ?? ''))];
  t.same(named.toSorted(), commandsInSource().toSorted());
  t.ok(named.length > 30);
  t.end();
});

/** The files that lay the demonstration down. They write records that nobody made by an act, so there is no actor to judge. */
const demonstration = ['demo/seed.ts', 'demo/contributions.ts'];

test('[AC2] every file of a feature that writes judges first, except the files that lay the demonstration down', (t) => {
  const writing = /aggregates\.commit\(|drafts\.(append|seal|begin|setAside)\(|blobs\.put\(/;
  const files = globSync('**/*.ts', { cwd: features }).filter((file) => writing.test(readFileSync(join(features, file), 'utf8')));
  t.ok(files.length > 5);
  for (const file of files.filter((one) => !demonstration.includes(one))) {
    t.match(readFileSync(join(features, file), 'utf8'), /from '(\.\.\/)+rights\/(acting|judge)\.ts'/, file);
  }
  t.end();
});

/** `done`, or the code with which a command refused. */
function codeOf(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer) || answer.ok === true) {
    return isRefusal(answer) ? answer.code : 'done';
  }
  if ('why' in answer) return typeof answer.why === 'string' ? answer.why : codeOf(answer.why);
  return isRefusal(answer) ? answer.code : 'refused';
}

function isRefusal(answer: unknown): answer is Refused {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false && 'code' in answer;
}

/** The answer that the table gives. An id of another network is known to nobody outside it. */
function expected({ act, found, within }: Row, who: Who, duties: ReadonlySet<Duty>): string {
  if (who === 'coordinator of another network' && within === undefined) return 'not-found';
  const judge = whyNotMay as (act: Act, duties: ReadonlySet<Duty>, found?: Partial<Record<Circumstance, boolean>>) => Refused | null;
  return judge(act, duties, found)?.code ?? 'done';
}

const done = new Map<string, Who[]>();

/** Lets everybody try one command. Refused actors share one world, in which nothing is written. Each other actor has a world of its own. */
async function tries(t: Test, name: string, row: Row): Promise<void> {
  const open = async (): Promise<RightsWorld> => {
    const world = await openRightsWorld(t, row.at);
    await row.before?.(world);
    return world;
  };
  const shared = await open();
  const before = await shared.services.aggregates.get('network', networkId);
  for (const who of everybody) {
    const wanted = expected(row, who, await dutiesIn(shared, shared.actor(who)));
    const world = wanted === 'done' ? await open() : shared;
    world.writes.length = 0;
    const code = codeOf(await row.run(world, world.actor(who) as never));
    // The service belongs to no network, so a command in a person's own network finds none.
    const isNowhere = who === 'the service' && wanted === 'not-allowed' && code === 'not-found';
    t.equal(isNowhere ? wanted : code, wanted, `${name}: ${who}`);
    if (code === 'done') done.set(name, [...(done.get(name) ?? []), who]);
    else t.same(world.writes, [], `${name}: ${who} wrote nothing`);
    if (who === 'coordinator of another network')
      t.equal((await world.services.aggregates.get('network', networkId))?.revision, before?.revision, `${name}: the first network stays`);
  }
}

for (const [name, row] of Object.entries(rows)) {
  test(`[AC2] [AC4] [AC5] ${name}`, (t) => tries(t, name, row));
}

/** The most important rights, written by hand, in case the table itself is wrong. */
const sensitive: Readonly<Record<string, readonly Who[]>> = {
  'sign-off/commands.ts recordDecision': ['somebody at a desk'],
  'sign-off/commands.ts takeSeat': ['vice chair', 'chair', 'sponsor'],
  'sign-off/deputies.ts handDecisionOver: one’s own': ['vice chair', 'chair', 'sponsor'],
  'sign-off/deputies.ts handDecisionOver: of a person who is away': ['coordinator'],
  'sign-off/deputies.ts handDecisionBack: another person’s': ['coordinator'],
  'sign-off/commands.ts lockAndOpen': ['coordinator'],
  'sign-off/commands.ts finishLock': ['the service'],
  'sign-off/commands.ts giveUpLock': ['the service'],
  'sign-off/commands.ts applyClosingTime': ['the service'],
  'sign-off/commands.ts replaceLeavers': ['the service'],
  'sign-off/commands.ts takeBack: before approval': ['coordinator', 'chair', 'sponsor'],
  'sign-off/commands.ts takeBack: after approval': ['chair', 'sponsor'],
  'sign-off/commands.ts startAgain': ['sponsor'],
  'sign-off/late/bringing.ts bring': ['coordinator'],
  'submissions/commands.ts record': ['coordinator', 'chair', 'sponsor'],
  'exports/commands.ts ask: the final document': ['coordinator', 'chair', 'sponsor'],
  'exports/commands.ts take: one’s own final document': ['coordinator', 'chair', 'sponsor'],
  'exports/commands.ts take: somebody else’s draft': [],
  'networks/commands.ts giveRole': ['coordinator'],
  'networks/commands.ts put': ['coordinator'],
  'networks/commands.ts leaveOffice': ['coordinator'],
  'networks/commands.ts end': ['coordinator'],
  'consultations/commands.ts move': ['coordinator'],
  // The chair and the sponsor of the demonstration are leads as well.
  'responses/rewriting.ts rewrite': ['coordinator', 'lead', 'deputy', 'member', 'partner', 'vice chair', 'chair'],
};

test('[AC1] deciding, locking, releasing and appointing are open to the right people only', (t) => {
  for (const [name, people] of Object.entries(sensitive)) t.same(done.get(name) ?? [], people, name);
  t.end();
});
