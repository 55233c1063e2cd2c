import { Instant } from '../../domain/outcome.ts';
import type { Statement } from '../../domain/positions/statement.ts';
import { removalOf } from '../../domain/response/removal/removal.ts';
import type { Version } from '../../domain/response/version.ts';
import { versionsOf } from '../../drafts/keeping.ts';
import { textOf } from '../../drafts/version-text.ts';
import type { Services } from '../../services.ts';
import { type SectionChange, compareSnapshots } from '../../text/compare.ts';
import { posted } from '../../web/fields.ts';
import type { Moved } from './form-view.ts';
import type { Matter } from './matter.ts';
import { sectionNames } from './statement-view.ts';

/** The most versions among which the text of a page is looked for. */
const mostLooked = 40;

/** The changes of the text since a statement; none where its text is the present one. */
export async function changesSince(services: Services, matter: Matter, statement: Statement | null): Promise<readonly SectionChange[]> {
  if (statement === null || statement.text.digest === matter.text.digest) return [];
  const stored = await services.aggregates.get('version', statement.text.version);
  const isRemoved = stored !== null && removalOf(matter.response, stored.state.kept) !== null;
  return stored === null || isRemoved ? [] : changesFrom(services, matter, stored.state);
}

async function changesFrom(services: Services, matter: Matter, version: Version): Promise<readonly SectionChange[]> {
  const was = await textOf(services, matter, version);
  return compareSnapshots(was.snapshot, matter.text);
}

/**
 * The change of the text between the page that a form came from and now. The difference is shown from a kept version that has
 * the page's text in the changed sections, else from the last one before the page was opened; without either, by names alone (PO4).
 */
export async function movedSince(services: Services, matter: Matter, body: unknown): Promise<Moved> {
  const seen = seenIn(body);
  const { digests } = matter.text;
  const changed = Object.keys(digests).filter((id) => seen.get(id) !== digests[id]?.slice(0, 12));
  const names = sectionNames(matter);
  const sections = changed.map((id) => names.get(id) ?? id);
  const versions = (await versionsOf(services, matter.response, mostLooked))
    .map(({ state }) => state)
    .filter(({ kept }) => removalOf(matter.response, kept) === null);
  const openedAt = Instant.safeParse(posted(body, 'openedAt'));
  const shows = (version: Version): boolean => changed.every((id) => version.sections?.[id]?.slice(0, 12) === seen.get(id));
  const version = versions.find(shows) ?? versions.find(({ at }) => openedAt.success && at <= openedAt.data);
  if (version === undefined || changed.length === 0) return { sections, changes: [] };
  const changes = await changesFrom(services, matter, version);
  return { sections, changes: changes.filter(({ id }) => changed.includes(id)) };
}

function seenIn(body: unknown): ReadonlyMap<string, string> {
  const field = posted(body, 'seen');
  const pairs = typeof field === 'string' ? field.split(' ') : [];
  return new Map(pairs.map((pair): [string, string] => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]));
}
