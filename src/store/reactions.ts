import type { Stored, StoredEvent } from './aggregates.ts';
import type { EventOf, Kind } from './kinds.ts';

/** What follows from one event. It may run twice: it creates under an id derived from the event, or sends a command that refuses a second time. */
export type Reaction<K extends Kind> = (happened: { readonly stored: Stored<K>; readonly event: StoredEvent }) => Promise<void>;

/** For each kind of aggregate and type of event, what one feature does about it. */
export type Reactions = { readonly [K in Kind]?: Readonly<Partial<Record<EventOf<K>['type'], Reaction<K>>>> };
