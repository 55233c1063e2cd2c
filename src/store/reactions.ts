import type { Aggregates, Stored, StoredEvent } from './aggregates.ts';
import type { EventOf, Kind } from './kinds.ts';

type TypeOf<K extends Kind> = EventOf<K>['type'];

/** An event of one type as it is stored, with the data of that type, and the aggregate as it stood when the event was read. */
export interface Happened<K extends Kind, T extends TypeOf<K>> {
  readonly stored: Stored<K>;
  readonly event: Omit<StoredEvent, 'type' | 'data'> & Extract<EventOf<K>, { readonly type: T }>;
}

/**
 * An act that follows from one event. It may run twice: it creates an aggregate under an id derived from the event, or sends
 * a command that refuses a second time.
 */
export type Reaction<K extends Kind, T extends TypeOf<K> = TypeOf<K>> = (happened: Happened<K, T>) => Promise<void>;

/** The reactions of one feature, by kind of aggregate and type of event. */
export type Reactions = { readonly [K in Kind]?: { readonly [T in TypeOf<K>]?: Reaction<K, T> } };

/** Runs the reactions of all features to one stored event, in the order of the features. */
export async function react(
  features: readonly Reactions[],
  { stored, event }: { readonly stored: Stored; readonly event: StoredEvent },
): Promise<void> {
  for (const feature of features) {
    const ofKind: Readonly<Record<string, unknown>> | undefined = feature[stored.kind];
    const reaction = ofKind?.[event.type];
    // The commit paired the type of this event with its data. The type checker cannot know that of an event that was read.
    if (typeof reaction === 'function') await (reaction as (happened: object) => Promise<void>)({ stored, event });
  }
}

const page = 100;

/**
 * Runs every reaction that is owed: of each aggregate, the events after its mark. A reaction that throws leaves the mark where it
 * was, is told to `failed`, and holds up no other aggregate. Ends after the reaction in hand once `stopping` is aborted.
 */
export async function runReactions(
  aggregates: Aggregates,
  features: readonly Reactions[],
  failed: (error: unknown, stored: Stored) => void,
  stopping?: AbortSignal,
): Promise<void> {
  const failing = new Set<string>();
  for (;;) {
    const behind = (await aggregates.unreacted(page)).filter(({ stored }) => !failing.has(`${stored.kind}/${stored.id}`));
    if (behind.length === 0) return;
    for (const { stored, reacted } of behind) {
      if (stopping?.aborted === true) return;
      try {
        await catchUp(aggregates, features, stored, reacted);
      } catch (error) {
        failing.add(`${stored.kind}/${stored.id}`);
        failed(error, stored);
      }
    }
  }
}

async function catchUp(aggregates: Aggregates, features: readonly Reactions[], stored: Stored, reacted: number): Promise<void> {
  for (let after = reacted; after < stored.seq;) {
    const events = await aggregates.events(stored.kind, stored.id, after, page);
    if (events.length === 0) return;
    for (const event of events) {
      // Appended since the state was read: a reaction must never see an event without the state it made.
      if (event.seq > stored.seq) return;
      await react(features, { stored, event });
      await aggregates.reacted(stored.kind, stored.id, event.seq);
      after = event.seq;
    }
  }
}
