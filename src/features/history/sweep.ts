import { type ResponseId, VersionId } from '../../domain/ids.ts';
import { System } from '../../domain/network/actor.ts';
import type { Instant } from '../../domain/outcome.ts';
import { type Response, isOpen } from '../../domain/response/response.ts';
import { isVersionDue } from '../../domain/response/version.ts';
import type { Services } from '../../services.ts';
import type { DraftKey, Vector } from '../../store/drafts.ts';
import { every } from '../../store/every.ts';
import type { Reader } from '../../store/reader.ts';
import { keepDue, lastVersion } from '../../drafts/keeping.ts';

/** How often to look through the drafts, in milliseconds: far less than an hour, so that no version comes much late. */
const lookEvery = 60_000;

/** A draft that is due for a version, and its last version. */
interface Due {
  readonly response: Response;
  readonly key: DraftKey;
  readonly vector: Vector;
}

/**
 * Keeps one version an hour of each draft that is being edited (CO13). It reads the store's log, so it works on any node. The
 * store lists the logs that went on since their last version, so an untouched draft is never opened.
 */
export function versionSweep(services: Services): { readonly name: string; run(): Promise<void> } {
  let lookedAt = Number.NEGATIVE_INFINITY;
  // Drafts whose words were typed and taken back: the log went on, the text did not. They are not opened again every minute.
  const same = new Map<ResponseId, Instant>();
  return {
    name: 'versions',
    async run() {
      const now = services.now();
      if (Date.parse(now) - lookedAt < lookEvery) return;
      lookedAt = Date.parse(now);
      const due = await dueDrafts(services, same, now);
      const known = due.map(({ key, vector }) => ({ key, vector, sealed: false }));
      const changed = new Set((await services.drafts.changed(known)).map(({ draft, epoch }) => `${draft}/${epoch}`));
      for (const { response, key } of due.filter(({ key: { draft, epoch } }) => changed.has(`${draft}/${epoch}`))) {
        try {
          if ((await keepEdited(services, response, now)) === null) same.set(response.id, now);
          else same.delete(response.id);
        } catch (error) {
          services.log.error({ err: error, response: key.draft }, 'a version could not be kept, will be tried again');
        }
      }
    },
  };
}

async function dueDrafts(reader: Reader, same: ReadonlyMap<ResponseId, Instant>, now: Instant): Promise<readonly Due[]> {
  const due: Due[] = [];
  for await (const { state: response } of every(reader.aggregates, 'response', { where: { status: 'drafting' } })) {
    const begun = response.epochs.at(-1)?.at;
    if (!isOpen(response) || begun === undefined) continue;
    const last = (await lastVersion(reader, response))?.state ?? null;
    const looked = same.get(response.id) ?? null;
    const since = latest(last?.at ?? null, looked);
    if (!isVersionDue(since, begun, now)) continue;
    const vector = last?.epoch === response.epoch ? last.covers : {};
    due.push({ response, key: { draft: response.id, epoch: response.epoch }, vector });
  }
  return due;
}

function latest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

async function keepEdited(services: Services, response: Response, at: Instant): Promise<object | null> {
  const consultation = await services.aggregates.get('consultation', response.consultationId);
  if (consultation === null) return null;
  return keepDue(services, System.itself(), {
    id: VersionId.parse(services.newId()),
    response,
    consultation: consultation.state,
    epoch: response.epoch,
    at,
    because: 'edited',
    name: '',
    round: 0,
    lost: null,
    evenIfSame: 'skip',
  });
}
