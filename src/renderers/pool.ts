import { type ChildProcess, fork } from 'node:child_process';
import { RenderFailed, type Renderer } from './renderer.ts';

// Documents are made outside the server's process. So a long document holds nobody else up, and can be ended.

/** Limits of the processes that render. Tests make them smaller. */
export interface PoolLimits {
  /** Milliseconds. A job that takes longer is ended with its process. */
  readonly timeout: number;
  /** The longest document as JSON, in UTF-16 code units. */
  readonly longest: number;
  /** A process is replaced after this number of documents, because native code may leak. */
  readonly jobsPerProcess: number;
  /** The memory of a process, in MB. */
  readonly memory: number;
}

/** A renderer with processes of its own. */
export interface PooledRenderer extends Renderer {
  /** Starts a process now, so that the first document does not wait for it. */
  warm(): void;
  /** Ends every process. */
  close(): Promise<void>;
}

/** Processes that run one program. */
export interface Pool {
  readonly warm: () => void;
  /** Gives a document as JSON to a process that has no other job. Throws `RenderFailed`. */
  readonly render: (document: string) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

/** A job, as a process gets it: the document as JSON. */
export interface Job {
  readonly document: string;
}

/** The answer to a job. */
export type Done = { readonly bytes: Uint8Array } | { readonly failed: string };

interface Waiting {
  resolve(bytes: Uint8Array): void;
  reject(error: RenderFailed): void;
  readonly timer: NodeJS.Timeout;
}

interface Worker {
  readonly child: ChildProcess;
  job: Waiting | null;
  jobs: number;
}

/**
 * Runs a program that renders, one job at a time in each process, kept warm and recycled. A process gets the document and nothing
 * of this process's environment. `format` names the format in errors.
 */
export function pool(format: string, program: string, limits: PoolLimits): Pool {
  const workers = new Set<Worker>();
  let closed = false;

  const start = (): Worker => {
    const worker: Worker = { child: spawnChild(program, limits.memory), job: null, jobs: 0 };
    workers.add(worker);
    worker.child.on('message', (message: Done | { ready: true }) => {
      if ('ready' in message) return;
      const waiting = settled(worker);
      if (worker.jobs >= limits.jobsPerProcess) worker.child.kill('SIGKILL');
      if ('bytes' in message) waiting?.resolve(message.bytes);
      else waiting?.reject(new RenderFailed(message.failed));
    });
    worker.child.on('exit', () => {
      workers.delete(worker);
      settled(worker)?.reject(new RenderFailed(`the process that makes ${format} ended`));
    });
    return worker;
  };
  const give = (worker: Worker, document: string): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        worker.child.kill('SIGKILL');
        settled(worker)?.reject(new RenderFailed(`no ${format} after ${limits.timeout} ms`, 'too-slow'));
      }, limits.timeout);
      worker.job = { resolve, reject, timer };
      worker.jobs += 1;
      hold(worker.child);
      worker.child.send({ document } satisfies Job);
    });

  return {
    warm() {
      if (!closed && workers.size === 0) start();
    },
    async render(document) {
      if (closed) throw new RenderFailed('the service is closing');
      if (document.length > limits.longest) throw new RenderFailed(`the document is longer than ${limits.longest} characters`, 'too-long');
      const free = [...workers].find(({ child, job }) => job === null && !child.killed);
      return give(free ?? start(), document);
    },
    async close() {
      closed = true;
      await Promise.all([...workers].map(({ child }) => ended(child)));
    },
  };
}

/** Ends the wait for a worker's job and answers it; null where there is none. This process may end while the worker idles. */
function settled(worker: Worker): Waiting | null {
  const { job } = worker;
  if (job === null) return null;
  clearTimeout(job.timer);
  worker.job = null;
  release(worker.child);
  return job;
}

function spawnChild(program: string, memory: number): ChildProcess {
  const execArgv = [`--max-old-space-size=${memory}`];
  const child = fork(program, [], { env: {}, serialization: 'advanced', stdio: 'ignore', execArgv });
  release(child);
  // After a failed send the process exits, and the exit is handled.
  child.on('error', () => undefined);
  return child;
}

/** Lets this process end while the child has no job. */
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

/** In a process of a pool: answers each job with the bytes of its document, or with the reason why there are none. */
export function serveJobs(render: (document: string) => Promise<Uint8Array>): void {
  process.on('message', ({ document }: Job) => {
    const failed = (error: unknown): Done => ({ failed: (error instanceof Error ? error.message : String(error)).slice(0, 2000) });
    void render(document)
      .then((bytes): Done => ({ bytes }), failed)
      .then((done) => process.send?.(done));
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ ready: true });
}
