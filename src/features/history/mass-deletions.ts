import type { Losses, MemberLoss } from '../../collab/ports.ts';
import { EpochId, MemberId, ResponseId, VersionId } from '../../domain/ids.ts';
import { System } from '../../domain/network/actor.ts';
import { type Deleting, type Due, isOver, nothingDeleted, withDeletion, withoutOld } from '../../domain/response/mass-deletion.ts';
import { consultationOf } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import type { DraftKey } from '../../store/drafts.ts';
import { keepDue } from '../../drafts/keeping.ts';

/** The pauses before a version that failed is tried again, in ms. */
const pauses = [1_000, 5_000, 30_000];
/** The log waits for a version no longer than this, in ms: a version that fails must not keep people from writing. */
const patience = 2_000;
/** The time between two removals of old texts, in ms. */
const tidyEvery = 60_000;

type Before = MemberLoss['before'];

/**
 * Keeps a version of the text before a mass deletion (CO16). A draft's entries wait for {@link MassDeletions.settled}, until that
 * version is durable, for two seconds at most. Within that time the log holds no deletion without its version, whenever the
 * process is killed.
 */
export class MassDeletions implements Losses {
  readonly #services: Services;
  /** By draft, epoch and member. */
  readonly #deleting = new Map<string, Deleting<Before>>();
  /** The versions that are being kept, by draft and epoch. */
  readonly #keeping = new Map<string, Promise<void>>();
  #isTidyDue = false;

  constructor(services: Services) {
    this.#services = services;
  }

  listenerFor(key: DraftKey): (loss: MemberLoss) => void {
    return (loss) => {
      const name = `${nameOf(key)}/${loss.member}`;
      const { words, emptied, before } = loss;
      const deletion = { at: Date.parse(this.#services.now()), words, emptied, before };
      const { deleting, due } = withDeletion<Before>(this.#deleting.get(name) ?? nothingDeleted, deletion);
      this.#deleting.set(name, deleting);
      this.#tidyLater();
      if (due !== null) this.#keep(key, loss.member, due);
    };
  }

  /** Resolves once the versions of a draft that are being kept are durable; undefined where none is. */
  settled(key: DraftKey): Promise<void> | undefined {
    return this.#keeping.get(nameOf(key));
  }

  #keep(key: DraftKey, member: string, due: Due<Before>): void {
    const name = nameOf(key);
    const kept = this.#kept(key, member, due);
    const before = this.#keeping.get(name) ?? Promise.resolve();
    const keeping = Promise.all([before, Promise.race([kept, new Promise((resolve) => setTimeout(resolve, patience).unref())])]).then(
      () => {
        if (this.#keeping.get(name) === keeping) this.#keeping.delete(name);
      },
    );
    this.#keeping.set(name, keeping);
  }

  async #kept(key: DraftKey, member: string, due: Due<Before>): Promise<void> {
    const id = VersionId.parse(this.#services.newId());
    for (const pause of [...pauses, null]) {
      try {
        await keepBefore(this.#services, id, key, { member, ...due });
        return;
      } catch (error) {
        this.#services.log.error({ err: error, draft: key.draft }, 'the text before a mass deletion could not be kept');
        if (pause !== null) await new Promise((resolve) => setTimeout(resolve, pause).unref());
      }
    }
  }

  /** A text before a deletion takes memory, so it goes after a minute. */
  #tidyLater(): void {
    if (this.#isTidyDue) return;
    this.#isTidyDue = true;
    setTimeout(() => {
      this.#isTidyDue = false;
      const now = Date.parse(this.#services.now());
      for (const [name, deleting] of this.#deleting) {
        if (isOver(deleting, now)) this.#deleting.delete(name);
        else this.#deleting.set(name, withoutOld(deleting, now));
      }
      if (this.#deleting.size > 0) this.#tidyLater();
    }, tidyEvery).unref();
  }
}

async function keepBefore(
  services: Services,
  id: VersionId,
  { draft, epoch }: DraftKey,
  { member, before, words, answers }: Due<Before> & { readonly member: string },
): Promise<void> {
  const response = await services.aggregates.get('response', ResponseId.parse(draft));
  if (response === null) return;
  const { updates, authors } = before();
  const [base = new Uint8Array(), ...since] = updates;
  const entries = since.map((update) => ({ update, authors: {} }));
  const text = { updates: { base: { update: base, authors }, entries }, covers: {} };
  await keepDue(services, System.onBehalfOf(MemberId.parse(member)), {
    id,
    response: response.state,
    consultation: await consultationOf(services, response.state),
    epoch: EpochId.parse(epoch),
    at: services.now(),
    because: 'deletion',
    name: '',
    round: 0,
    lost: { words, answers },
    evenIfSame: 'skip',
    text,
  });
}

function nameOf({ draft, epoch }: DraftKey): string {
  return `${draft}/${epoch}`;
}
