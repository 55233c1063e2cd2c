import { type ResponseId, VersionId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import { isVersionDue } from '../../domain/response/version.ts';
import type { Services } from '../../services.ts';
import type { DraftKey, Vector } from '../../store/drafts.ts';
import { every } from '../../store/every.ts';
import type { Reader } from '../../store/reader.ts';
import { keep, lastVersion } from './keeping.ts';

/** How often the drafts are looked through, in milliseconds: far less than the hour, so that none waits much longer. */
const lookEvery = 60_000;

/** A draft that is due for a version, and what its last one held. */
interface Due {
  readonly response: Response;
  readonly key: DraftKey;
  readonly vector: Vector;
}

/**
 * While drafts are being edited, keeps one version an hour of each (CO13): from the store's log, whoever holds the room. The
 * store says which logs went on since their last version, so a draft that nobody touches is never opened.
 */
export function versionSweep(services: Services): { readonly name: string; run(): Promise<void> } {
  let lookedAt = Number.NEGATIVE_INFINITY;
  // Typed and taken back: the log went on and the words did not. It is not opened again every minute.
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
    if (response.locking !== null || begun === undefined) continue;
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
  return keep(services, {
    id: VersionId.parse(services.newId()),
    response,
    consultation: consultation.state,
    epoch: response.epoch,
    at,
    because: 'edited',
    name: '',
    by: null,
    round: 0,
    evenIfSame: 'skip',
  });
}
