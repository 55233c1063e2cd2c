import { Consultation, type ConsultationEvent } from '../domain/consultation/consultation.ts';
import { Export, type ExportEvent } from '../domain/document/export.ts';
import { Evidence, type EvidenceEvent } from '../domain/evidence/evidence.ts';
import { Mail, type MailEvent } from '../domain/mail.ts';
import { Member, type MemberEvent } from '../domain/network/member.ts';
import { Network, type NetworkEvent } from '../domain/network/network.ts';
import { Positions, type PositionsEvent } from '../domain/positions/positions.ts';
import { Response, type ResponseEvent } from '../domain/response/response.ts';
import { Version, type VersionEvent } from '../domain/response/version.ts';
import { exportUpcasts } from './upcasts/export.ts';
import { mailUpcasts } from './upcasts/mail.ts';
import { memberUpcasts } from './upcasts/member.ts';
import { networkUpcasts } from './upcasts/network.ts';
import { responseUpcasts } from './upcasts/response.ts';
import { versionUpcasts } from './upcasts/version.ts';

/** The state and the events of each kind of aggregate. */
export interface Kinds {
  network: { state: Network; event: NetworkEvent };
  member: { state: Member; event: MemberEvent };
  consultation: { state: Consultation; event: ConsultationEvent };
  response: { state: Response; event: ResponseEvent };
  positions: { state: Positions; event: PositionsEvent };
  mail: { state: Mail; event: MailEvent };
  export: { state: Export; event: ExportEvent };
  version: { state: Version; event: VersionEvent };
  evidence: { state: Evidence; event: EvidenceEvent };
}

export type Kind = keyof Kinds;
export type StateOf<K extends Kind> = Kinds[K]['state'];
export type EventOf<K extends Kind> = Kinds[K]['event'];

/**
 * For each kind: the schema a state must satisfy, the number of that schema (a newer store is refused), how an older
 * state is upcast on read (upcast i brings version i + 1 to i + 2: pure, one a version), the top-level fields `find`
 * may use, and the fields that are unique together (null counts as a value).
 */
export const kinds = {
  network: { schema: Network, version: 2, upcasts: networkUpcasts, fields: ['name'], unique: [] },
  member: {
    schema: Member,
    version: 5,
    upcasts: memberUpcasts,
    fields: ['networkId', 'email', 'role', 'demo'],
    unique: [['networkId', 'email']],
  },
  consultation: { schema: Consultation, version: 1, upcasts: [], fields: ['networkId', 'closesAt'], unique: [] },
  response: {
    schema: Response,
    version: 7,
    upcasts: responseUpcasts,
    fields: ['networkId', 'consultationId', 'status'],
    unique: [['networkId', 'consultationId']],
  },
  positions: {
    schema: Positions,
    version: 1,
    upcasts: [],
    fields: ['networkId', 'responseId', 'organisationId'],
    unique: [['organisationId', 'responseId']],
  },
  mail: {
    schema: Mail,
    version: 2,
    upcasts: mailUpcasts,
    fields: ['networkId', 'memberId', 'status', 'notBefore', 'createdAt', 'responseId', 'kind'],
    unique: [],
  },
  export: { schema: Export, version: 2, upcasts: exportUpcasts, fields: ['networkId', 'responseId', 'status', 'askedAt'], unique: [] },
  version: { schema: Version, version: 2, upcasts: versionUpcasts, fields: ['networkId', 'responseId', 'at'], unique: [] },
  evidence: { schema: Evidence, version: 1, upcasts: [], fields: ['networkId', 'responseId', 'organisationId'], unique: [] },
} as const satisfies {
  readonly [K in Kind]: {
    readonly schema: { parse(value: unknown): StateOf<K> };
    readonly version: number;
    readonly upcasts: readonly ((state: unknown) => unknown)[];
    readonly fields: readonly (keyof StateOf<K> & string)[];
    readonly unique: readonly (readonly (keyof StateOf<K> & string)[])[];
  };
};

export type FieldOf<K extends Kind> = (typeof kinds)[K]['fields'][number];
