import type { Consultation } from '../../src/domain/consultation/consultation.ts';
import type { Response } from '../../src/domain/response/response.ts';
import { sectionIds } from '../../src/domain/response/snapshot.ts';
import { textOf } from '../../src/drafts/version-text.ts';
import { lateWords } from '../../src/reading/late-words.ts';
import { contentOf, logOf } from '../../src/reading/draft.ts';
import { snapshotOf } from '../../src/reading/snapshot.ts';
import type { Authors } from '../../src/store/drafts.ts';
import type { Kind } from '../../src/store/kinds.ts';
import type { Store } from '../../src/store/store.ts';
import { canonicalBytes, digestOf } from '../../src/text/canonical.ts';
import { countBlocks } from '../../src/text/counts.ts';
import { openDraft } from '../../src/text/read.ts';
import { authorsIn } from '../../src/text/reseed.ts';
import { wordsByClient } from '../../src/text/writers.ts';
import type { TextFacts } from './releases.ts';

/** Every text of a store as the code of today reads it, by the title of its consultation: the facts of `texts.json`. */
export async function textsOf(store: Store): Promise<Readonly<Record<string, TextFacts>>> {
  const facts: Record<string, TextFacts> = {};
  for (const response of await everyOne(store, 'response')) {
    const consultation = await store.aggregates.get('consultation', response.consultationId);
    if (consultation === null) throw new Error(`${response.id} answers no consultation`);
    facts[consultation.state.title] = {
      epochs: await Promise.all(response.epochs.map((epoch) => epochFacts(store, response, consultation.state, epoch.id))),
      rounds: await Promise.all(response.rounds.map(({ digest }) => roundFacts(store, response, digest))),
      late: await lateFacts(store, response, consultation.state),
      versions: await versionFacts(store, response, consultation.state),
    };
  }
  return facts;
}

async function epochFacts(store: Store, response: Response, consultation: Consultation, epoch: string) {
  const log = await logOf(store, response, epoch);
  const content = contentOf(log, consultation);
  const said = { blocks: [...content.blocks], chosen: [...content.chosen], notAnswered: [...content.notAnswered] };
  const document = openDraft(log);
  return {
    sealed: log.cut !== null,
    digest: digestOf(canonicalBytes(said)),
    blocks: Object.fromEntries(said.blocks.filter(([, blocks]) => blocks.length > 0)),
    counts: Object.fromEntries(said.blocks.filter(([, blocks]) => blocks.length > 0).map(([id, blocks]) => [id, countBlocks(blocks)])),
    chosen: Object.fromEntries(said.chosen.filter(([, options]) => options.length > 0)),
    notAnswered: Object.fromEntries(said.notAnswered.filter(([, reason]) => reason !== '')),
    words: byMember(wordsByClient(document, sectionIds(consultation)), authorsIn(log)),
  };
}

async function roundFacts(store: Store, response: Response, digest: string) {
  const stored = await snapshotOf(store, response, digest);
  return { digest, stored: stored.digest, sections: stored.snapshot.sections.length };
}

async function lateFacts(store: Store, response: Response, consultation: Consultation) {
  const words = await lateWords(store, response, consultation);
  return words.map(({ epoch, member, isInText, isIncomplete, passages }) => ({
    epoch: response.epochs.findIndex(({ id }) => id === epoch),
    member,
    isInText,
    isIncomplete,
    passages: passages.map(({ id, section, digest }) => ({ id, section, digest })),
  }));
}

async function versionFacts(store: Store, response: Response, consultation: Consultation) {
  const network = await store.aggregates.get('network', response.networkId);
  if (network === null) throw new Error(`${response.id} has no network`);
  const around = { network: network.state, consultation, response };
  const versions = (await everyOne(store, 'version')).filter(({ responseId }) => responseId === response.id);
  const facts = versions.map(async (version) => {
    const { snapshot, writers } = await textOf(store, around, version);
    const { id, because, name, text } = version;
    const digest = digestOf(canonicalBytes(snapshot.sections));
    return { id, because, name, text, sections: digest, words: Object.fromEntries(writers.map(({ member, words }) => [member, words])) };
  });
  return Promise.all(facts);
}

/** The words of each member; the empty name stands for words that were written in at the start. */
export function byMember(words: ReadonlyMap<number, number>, authors: Authors): Readonly<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const [client, count] of words) {
    const member = authors[String(client)]?.member ?? '';
    totals[member] = (totals[member] ?? 0) + count;
  }
  return totals;
}

async function everyOne<K extends Kind>(store: Store, kind: K) {
  const all = await store.aggregates.find(kind, { where: {}, limit: 1000 });
  return all.map(({ state }) => state);
}
