import { StateUnreadable } from './aggregates.ts';
import { type Kind, kinds, type StateOf } from './kinds.ts';

/** The part of a kind that a driver reads states with. */
export interface Spec<State> {
  readonly schema: { parse(value: unknown): State };
  readonly version: number;
  /** Upcast i brings a state of version i + 1 to version i + 2. */
  readonly upcasts: readonly ((state: unknown) => unknown)[];
  readonly fields: readonly string[];
  readonly unique: readonly (readonly string[])[];
}

const specs: { readonly [K in Kind]: Spec<StateOf<K>> } = kinds;

/** The kinds by name, in a fixed order. */
export const kindNames = Object.keys(kinds).sort() as readonly Kind[];

/** A state as a driver keeps it: its JSON, the values `find` may use, and the keys it holds alone. */
export interface Encoded<State> {
  readonly state: State;
  readonly version: number;
  readonly text: string;
  /** JSON object of the find fields. */
  readonly fields: string;
  readonly unique: readonly string[];
}

/** The schema, version, fields and unique keys of one kind. */
export function specOf<K extends Kind>(kind: K): Spec<StateOf<K>> {
  return specs[kind];
}

/** Names the indexed fields and keys of a kind. Where a store has another shape, it indexes the kind again (ST34). */
export function shapeOf(kind: Kind): string {
  const { version, fields, unique } = specOf(kind);
  return JSON.stringify({ version, fields: [...fields].sort(), unique });
}

/** Checks a state against its schema and encodes it. Throws `ZodError`, or `TypeError` where the state carries another id. */
export function encodeState<K extends Kind>(kind: K, id: string, value: StateOf<K>): Encoded<StateOf<K>> {
  const spec = specOf(kind);
  const state = spec.schema.parse(value);
  if (state.id !== id) throw new TypeError(`the state of ${kind}/${id} carries the id ${state.id}`);
  return { state, version: spec.version, text: JSON.stringify(state), ...indexOf(spec, state) };
}

/** Reads a state of any version this release knows. Throws `StateUnreadable`. */
export function decodeState<K extends Kind>(kind: K, id: string, version: number, text: string): StateOf<K> {
  try {
    return readState(specOf(kind), version, JSON.parse(text));
  } catch (error) {
    throw new StateUnreadable(`${kind}/${id} does not satisfy its schema`, { cause: error });
  }
}

/** Upcasts a state to the present version and checks it. Throws `RangeError` for a version without a way here. */
export function readState<State>(spec: Spec<State>, version: number, value: unknown): State {
  if (version < 1 || version > spec.version) throw new RangeError(`version ${version} is not known; this release has ${spec.version}`);
  return spec.schema.parse(spec.upcasts.slice(version - 1).reduce((state, upcast) => upcast(state), value));
}

/** The values `find` may use and the keys that are unique, of one state. */
export function indexOf(spec: Spec<unknown>, state: object): { readonly fields: string; readonly unique: readonly string[] } {
  const values = new Map<string, unknown>(Object.entries(state));
  return {
    fields: JSON.stringify(Object.fromEntries(spec.fields.map((field) => [field, values.get(field) ?? null]))),
    unique: spec.unique.map((names) => `${names.join('+')} ${JSON.stringify(names.map((name) => values.get(name) ?? null))}`),
  };
}
