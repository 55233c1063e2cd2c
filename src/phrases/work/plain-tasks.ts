import type { Task } from '../../domain/task.ts';
import type { Tag } from '../statuses.ts';

/** A task in words, before its address is known. */
export interface Said {
  readonly what: string;
  readonly why: string;
  /** Below the consultation, or a page of the network. */
  readonly path: string;
  readonly action: string;
  readonly tag: Tag | null;
}

/** The tasks that need few words of their situation. An empty field is said where the situation is known. */
export const plainTasks = {
  'move-close': {
    what: 'Move the close, if the department has moved it',
    why: 'The consultation closed before everybody had decided. Round and decisions are kept, and go on once the close lies ahead.',
    path: '/closing',
    action: 'Move the close',
    tag: { tag: 'Ran out of time', look: 'stop' },
  },
  'bring-questions': {
    what: 'Bring in the questions',
    why: 'From a file, pasted or typed. Nothing can be written before.',
    path: '/questions/import',
    action: 'Bring in the questions',
    tag: null,
  },
  'start-response': {
    what: '',
    why: 'Everybody can then read it, and officers can write in it at the same time.',
    path: '/response',
    action: '',
    tag: null,
  },
  'read-through': {
    what: '',
    why: '',
    path: '/response',
    action: '',
    tag: null,
  },
  'give-position': {
    what: '',
    why: '',
    path: '/positions/mine',
    action: 'Say where you stand',
    tag: { tag: 'Asked', look: 'warn' },
  },
  'clear-position': {
    what: '',
    why: 'You expected to have the position cleared by then. Give it, or name another day.',
    path: '/positions/mine',
    action: 'Say where you stand',
    tag: { tag: 'Clearance due', look: 'warn' },
  },
  'look-again': {
    what: '',
    why: '',
    path: '/positions/mine',
    action: 'See what changed',
    tag: { tag: 'Earlier text', look: 'warn' },
  },
  'run-checks': {
    what: 'Run the checks before sign-off',
    why: 'Shows every gap at once. Nothing is sent.',
    path: '/checks',
    action: 'Run the checks',
    tag: null,
  },
  lock: { what: 'Lock the text', why: '', path: '/checks', action: 'Go to the checks', tag: null },
  'make-document': {
    what: 'Make the final document',
    why: 'The text is approved. The document carries the certificate of sign-off.',
    path: '/documents',
    action: 'Go to documents',
    tag: { tag: 'Approved', look: 'good' },
  },
  'record-submission': {
    what: '',
    why: 'You send it yourself. The record keeps how, when, and any reference.',
    path: '/submission',
    action: 'Record the submission',
    tag: { tag: 'Approved', look: 'good' },
  },
  reopen: {
    what: 'Decide whether the draft starts again',
    why: 'You declined the text, so everything has stopped.',
    path: '/sign-off',
    action: 'Open sign-off',
    tag: { tag: 'Stopped', look: 'stop' },
  },
} as const satisfies Readonly<Partial<Record<Task['what'], Said>>>;
