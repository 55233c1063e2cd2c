import type { Stored, StoredEvent } from './aggregates.ts';
import type { EventOf, Kind } from './kinds.ts';

/**
 * The consequences of one event in other aggregates. It may run twice: it creates under an id derived from the event, or
 * sends a command that refuses a second time.
 */
export type Reaction<K extends Kind> = (happened: { readonly stored: Stored<K>; readonly event: StoredEvent }) => Promise<void>;

/** The reactions of one feature, by kind of aggregate and type of event. */
export type Reactions = { readonly [K in Kind]?: Readonly<Partial<Record<EventOf<K>['type'], Reaction<K>>>> };
