import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Inline } from '../../domain/consultation/section.ts';
import { isWrittenInUnicode, plainCharacters } from '../../text/plain.ts';
import type { Document } from '../document.ts';
import { shippedFonts } from './fonts.ts';
import { RenderFailed, type Renderer } from '../renderer.ts';
import type { Done } from './typst-child.ts';

/** Limits of the compiling process. Tests make them smaller. */
export interface PdfLimits {
  /** Milliseconds. A job that takes longer is ended with its process. */
  readonly timeout: number;
  /** The longest document as JSON, in UTF-16 code units. */
  readonly longest: number;
  /** A process is replaced after this number of documents, because native code may leak. */
  readonly jobsPerChild: number;
}

/** Renders PDF/UA-1 and ends its process when closed. */
export interface PdfRenderer extends Renderer {
  /** Starts the process now, so that the first document does not wait for it. */
  warm(): void;
  close(): Promise<void>;
}

interface Waiting {
  resolve(pdf: Uint8Array): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

interface Worker {
  readonly child: ChildProcess;
  readonly waiting: Map<number, Waiting>;
  jobs: number;
}

const usual: PdfLimits = { timeout: 20_000, longest: 4_000_000, jobsPerChild: 50 };
const program = fileURLToPath(new URL('./typst-child.ts', import.meta.url));

/**
 * Runs Typst in a process of its own, kept warm and recycled. The process gets the document as JSON and the fonts we ship,
 * and nothing of this process's environment. Throws `RenderFailed` where it takes too long, ends, or cannot compile.
 */
export function pdfRenderer(given: Partial<PdfLimits> = {}): PdfRenderer {
  const limits = { ...usual, ...given };
  let current: Worker | null = null;
  let closed = false;
  let last = 0;
  const all = new Set<ChildProcess>();

  const start = (): Worker => {
    const worker: Worker = { child: spawnChild(), waiting: new Map(), jobs: 0 };
    all.add(worker.child);
    worker.child.on('message', (message: Done | { ready: true }) => {
      if ('ready' in message) return;
      const waiting = worker.waiting.get(message.id);
      if (waiting === undefined) return;
      settle(worker, message.id, waiting);
      if ('pdf' in message) waiting.resolve(message.pdf);
      else waiting.reject(new RenderFailed(message.failed));
      if (worker !== current && worker.waiting.size === 0) worker.child.kill('SIGKILL');
    });
    worker.child.on('exit', () => {
      all.delete(worker.child);
      if (current === worker) current = null;
      for (const [id, waiting] of worker.waiting) {
        settle(worker, id, waiting);
        waiting.reject(new RenderFailed('the process that makes PDF ended'));
      }
    });
    return worker;
  };

  const render = (json: string): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      const worker = (current ??= start());
      const id = (last += 1);
      const timer = setTimeout(() => {
        worker.waiting.delete(id);
        reject(new RenderFailed(`no PDF after ${limits.timeout} ms`));
        worker.child.kill('SIGKILL');
      }, limits.timeout);
      worker.waiting.set(id, { resolve, reject, timer });
      hold(worker.child);
      worker.child.send({ id, document: json });
      worker.jobs += 1;
      if (worker.jobs >= limits.jobsPerChild) current = null;
    });

  return {
    contentType: 'application/pdf',
    extension: 'pdf',
    coverage: shippedFonts,
    warm() {
      if (!closed) current ??= start();
    },
    async render(document: Document) {
      if (closed) throw new RenderFailed('the service is closing');
      const json = JSON.stringify(document, inUnicode);
      if (json.length > limits.longest) throw new RenderFailed(`the document is longer than ${limits.longest} characters`);
      return render(json);
    },
    async close() {
      closed = true;
      await Promise.all([...all].map(ended));
    },
  };
}

/**
 * Replaces superscripts and subscripts by Unicode's characters where there are any: the font draws them alike, and readers
 * and copies of the PDF then have 10⁶ and not 106.
 */
function inUnicode(_key: string, value: unknown): unknown {
  if (!isRun(value) || !isWrittenInUnicode(value.text, value.marks)) return value;
  const marks = value.marks.filter((mark) => mark.type !== 'superscript' && mark.type !== 'subscript');
  return { ...value, text: plainCharacters(value.text, value.marks).join(''), marks };
}

function isRun(value: unknown): value is Extract<Inline, { type: 'text' }> {
  return typeof value === 'object' && value !== null && 'text' in value && 'marks' in value;
}

function spawnChild(): ChildProcess {
  const child = fork(program, [], { env: {}, serialization: 'advanced', stdio: 'ignore', execArgv: ['--max-old-space-size=512'] });
  release(child);
  // After a failed send the process exits, and the exit is handled.
  child.on('error', () => undefined);
  return child;
}

function settle(worker: Worker, id: number, waiting: Waiting): void {
  clearTimeout(waiting.timer);
  worker.waiting.delete(id);
  if (worker.waiting.size === 0) release(worker.child);
}

/** Lets this process end while the warm child has no job. */
function release(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
}

function hold(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    hold(child);
    child.once('exit', () => {
      resolve();
    });
    child.kill('SIGKILL');
  });
}
